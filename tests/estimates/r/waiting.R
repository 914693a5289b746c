# Golden values for tests/estimates/hazards/test_stretches.py: an invented twin of the heart
# transplants (survival::jasa): persons wait, some begin, some complete or leave, some die meanwhile.
# Run: Rscript tests/estimates/r/waiting.R   (Debian: r-cran-survival)
# Writes waiting.csv (one row a person) and waiting_coefficients.csv beside itself. Person-months are
# laid out one by one, and each month's exposure is looked up in plain words, so that nothing is
# shared with the code under test.
suppressPackageStartupMessages(library(survival))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
digits <- function(x) formatC(as.numeric(x), digits = 12, format = "g")

set.seed(1972)
n <- 400
d <- data.frame(person = seq_len(n), place = sample(sprintf("p%02d", 1:12), n, TRUE),
                sex = sample(c("f", "m"), n, TRUE), age = sample(c("old", "young"), n, TRUE))
d$entry <- ifelse(runif(n) < 0.15, sample(1:4, n, TRUE), 0)
d$duration <- d$entry + pmin(1 + rgeom(n, 0.03 * ifelse(d$sex == "f", 0.7, 1.2)), sample(20:70, n, TRUE))
d$cause <- sample(c("event", "event", "event", "death", "censored"), n, TRUE)
begin <- 1 + rgeom(n, 0.06)
d$begun <- ifelse(runif(n) < 0.7, begin, NA)
stay <- sample(c(2, 5, 9, 14, 26), n, TRUE)
d$left <- ifelse(runif(n) < 0.9, d$begun + stay, NA)
d$completed <- ifelse(runif(n) < 0.5, d$left, NA)
write.csv(d, file.path(here, "waiting.csv"), row.names = FALSE, quote = FALSE, na = "")

# What was known at the end of a month; somebody is known to have left three months after.
exposure <- function(p, month) {
  if (is.na(p$begun) || p$begun > month) return("not_begun")
  if (!is.na(p$completed) && p$completed <= month) {
    since <- month - p$completed + 1
    return(if (since <= 12) "completed 01" else if (since <= 36) "completed 13" else "completed 37")
  }
  if (!is.na(p$left) && p$left + 3 <= month) {
    since <- month - p$left + 1
    return(if (since <= 12) "left 04" else if (since <= 36) "left 13" else "left 37")
  }
  since <- month - p$begun + 1
  if (since <= 6) "in_progress 01" else if (since <= 12) "in_progress 07" else
    if (since <= 24) "in_progress 13" else "in_progress 25"
}
months <- do.call(rbind, lapply(seq_len(n), function(i) {
  p <- d[i, ]
  month <- (p$entry + 1):p$duration
  data.frame(p[c("person", "place", "sex", "age")], month = month,
             event = as.integer(month == p$duration & p$cause == "event"),
             exposure = sapply(month - 1, function(m) exposure(p, m)), row.names = NULL)
}))
months$exposure <- relevel(factor(months$exposure), "not_begun")
months$sex <- relevel(factor(months$sex), "m")
months$age <- relevel(factor(months$age), "old")

found <- list()
keep <- function(case, beta, se) found[[case]] <<- data.frame(
  case = case, term = names(beta), estimate = digits(beta), std_error = digits(se))
exact <- coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 50)
y <- Surv(months$month - 1, months$month, months$event)
fit <- coxph(y ~ exposure + sex + age, months, ties = "efron", control = exact)
keep("cox model", coef(fit), sqrt(diag(fit$var)))
fit <- coxph(y ~ exposure + sex + age, months, ties = "efron", cluster = person, control = exact)
keep("cox person", coef(fit), sqrt(diag(fit$var)))
fit <- coxph(y ~ exposure + sex + age, months, ties = "efron", cluster = place, control = exact)
keep("cox place", coef(fit), sqrt(diag(fit$var)))
# A baseline for each month with events: months without tell nothing of the coefficients.
some <- months[months$month %in% months$month[months$event == 1], ]
fit <- glm(event ~ exposure + sex + age + factor(month), binomial("cloglog"), some,
           control = glm.control(epsilon = 1e-13, maxit = 100))
of <- grep("exposure|sex|age", names(coef(fit)))
keep("cloglog model", coef(fit)[of], sqrt(diag(vcov(fit)))[of])
persons <- table(months[!duplicated(months[c("person", "exposure")]), "exposure"])
events <- tapply(months$event, months$exposure, sum)
found[["counts"]] <- data.frame(case = "counts", term = names(persons), estimate = digits(persons),
                                std_error = digits(events[names(persons)]))
write.csv(do.call(rbind, found), file.path(here, "waiting_coefficients.csv"), row.names = FALSE,
          quote = FALSE)
