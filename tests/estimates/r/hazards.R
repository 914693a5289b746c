# Golden values for tests/estimates/hazards: survival, cmprsk and stats::glm on persons.
# Run: Rscript tests/estimates/r/hazards.R   (Debian: r-cran-survival, r-cran-cmprsk)
# Writes hazards_coefficients.csv, hazards_fits.csv, hazards_proportional.csv and hazards_curves.csv
# beside itself. Both extracts are invented: hazards_extract.csv has ties, late entry, competing
# exits, weights and places; hazards_stretches.csv is shaped like a study of transplants, with a
# covariate that changes in the midst of a person's time.
suppressPackageStartupMessages({library(survival); library(cmprsk)})
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
d <- read.csv(file.path(here, "hazards_extract.csv"), stringsAsFactors = FALSE)
s <- read.csv(file.path(here, "hazards_stretches.csv"), stringsAsFactors = FALSE)
digits <- function(x) formatC(as.numeric(x), digits = 12, format = "g")
write <- function(rows, name)
  write.csv(rows, file.path(here, name), row.names = FALSE, quote = FALSE)
d$sex <- factor(d$sex, c("m", "f"))
d$age <- factor(d$age, c("middle", "old", "young"))
d$w <- d$weight / 1e6
exact <- coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 50)
coefficients <- list(); fits <- list()
keep <- function(case, beta, se, loglik) {
  coefficients[[case]] <<- data.frame(case = case, term = names(beta), estimate = digits(beta),
                                      std_error = digits(se))
  fits[[case]] <<- data.frame(case = case, log_likelihood = digits(loglik))
}

# Cox: naive, by person, by place, in strata, with weights, with coefficients that change.
y <- Surv(d$entry, d$duration, d$cause == "event")
for (ties in c("efron", "breslow")) {
  fit <- coxph(y ~ sex + age, d, ties = ties, control = exact)
  keep(paste("cox", ties, "model"), coef(fit), sqrt(diag(fit$var)), fit$loglik[2])
  fit <- coxph(y ~ sex + age, d, ties = ties, cluster = person, control = exact)
  keep(paste("cox", ties, "person"), coef(fit), sqrt(diag(fit$var)), fit$loglik[2])
  fit <- coxph(y ~ sex + age, d, ties = ties, cluster = place, control = exact)
  keep(paste("cox", ties, "place"), coef(fit), sqrt(diag(fit$var)), fit$loglik[2])
  fit <- coxph(y ~ sex + age + strata(county), d, ties = ties, cluster = person, control = exact)
  keep(paste("cox", ties, "strata"), coef(fit), sqrt(diag(fit$var)), fit$loglik[2])
  fit <- coxph(y ~ sex + age, d, ties = ties, weights = w, cluster = person, control = exact)
  keep(paste("cox", ties, "weights"), coef(fit), sqrt(diag(fit$var)), fit$loglik[2])
  fit <- coxph(y ~ sex + age, d, ties = ties, weights = w, cluster = place, control = exact)
  keep(paste("cox", ties, "weights place"), coef(fit), sqrt(diag(fit$var)), fit$loglik[2])
}
cut <- survSplit(Surv(entry, duration, cause == "event") ~ ., d, cut = c(6, 12), episode = "part",
                 start = "from", end = "to", event = "happened")
for (part in 1:3) cut[[paste0("sexf", part)]] <- (cut$sex == "f") * (cut$part == part)
fit <- coxph(Surv(from, to, happened) ~ sexf1 + sexf2 + sexf3 + age, cut, cluster = person,
             control = exact)
keep("cox efron changes", coef(fit), sqrt(diag(fit$var)), fit$loglik[2])

# Cox on stretches of time, a covariate changing; a number among the covariates.
z <- Surv(s$entry, s$duration, s$cause == "event")
s$received <- factor(s$received, c("no", "yes")); s$prior <- factor(s$prior, c("no", "yes"))
fit <- coxph(z ~ received + prior + age, s, control = exact)
keep("stretches model", coef(fit), sqrt(diag(fit$var)), fit$loglik[2])
fit <- coxph(z ~ received + prior + age, s, cluster = person, control = exact)
keep("stretches person", coef(fit), sqrt(diag(fit$var)), fit$loglik[2])

# Proportional hazards.
tests <- list()
check <- function(case, fit) for (transform in c("km", "identity", "log")) {
  table <- cox.zph(fit, transform)$table
  tests[[paste(case, transform)]] <<- data.frame(
    case = case, clock = transform, covariate = sub("strata.*", "", rownames(table)),
    chi_square = digits(table[, "chisq"]), df = table[, "df"], p_value = digits(table[, "p"]))
}
check("cox efron", coxph(y ~ sex + age, d, control = exact))
check("cox breslow", coxph(y ~ sex + age, d, ties = "breslow", control = exact))
check("cox strata", coxph(y ~ sex + age + strata(county), d, control = exact))
check("stretches", coxph(z ~ received + prior + age, s, control = exact))
write(do.call(rbind, tests), "hazards_proportional.csv")

# Fine-Gray: rows of finegray, and crr, where who is censored leaves after the month's events.
d$state <- factor(ifelse(d$cause %in% c("death", "emigration"), "exit", d$cause),
                  c("censored", "event", "exit"))
d$who <- d$person
for (sample in c("late", "start")) for (ties in c("efron", "breslow")) {
  rows <- if (sample == "late") d else d[d$entry == 0, ]
  long <- finegray(Surv(entry, duration, state) ~ sex + age + who + place, rows, id = person,
                   etype = "event")
  for (by in c("who", "place")) {
    fit <- coxph(Surv(fgstart, fgstop, fgstatus) ~ sex + age, long, weights = fgwt, ties = ties,
                 cluster = long[[by]], control = exact)
    keep(paste("fine-gray", sample, ties, by), coef(fit), sqrt(diag(fit$var)), fit$loglik[2])
  }
}
long <- finegray(Surv(entry, duration, state) ~ sex + age + who + w, d, id = person,
                 etype = "event")
fit <- coxph(Surv(fgstart, fgstop, fgstatus) ~ sex + age, long, weights = fgwt * w, cluster = who,
             control = exact)
keep("fine-gray weights", coef(fit), sqrt(diag(fit$var)), fit$loglik[2])
# One law of censoring for all strata: their hazards of reference differ, not how they are followed.
long <- finegray(Surv(entry, duration, state) ~ sex + age + who + county, d, id = person,
                 etype = "event")
fit <- coxph(Surv(fgstart, fgstop, fgstatus) ~ sex + age + strata(county), long, weights = fgwt,
             cluster = who, control = exact)
keep("fine-gray strata", coef(fit), sqrt(diag(fit$var)), fit$loglik[2])
rows <- d[d$entry == 0, ]
x <- model.matrix(~ sex + age, rows)[, -1]
fit <- crr(rows$duration + ifelse(rows$cause == "censored", 0.5, 0), as.character(rows$state), x,
           failcode = "event", cencode = "censored", gtol = 1e-12, maxiter = 50)
keep("crr", fit$coef, sqrt(diag(fit$var)), fit$loglik)

# Models of months, on one row a person and month.
months <- do.call(rbind, lapply(seq_len(nrow(d)), function(i) {
  month <- (d$entry[i] + 1):d$duration[i]
  data.frame(d[i, c("person", "place", "sex", "age", "w")], month = month, row.names = NULL,
             event = as.integer(month == d$duration[i] & d$cause[i] == "event"))
}))
happened <- tapply(months$event, months$month, sum)
some <- months$month %in% as.integer(names(happened)[happened > 0])
months$piece <- base::cut(months$month, c(0, 6, 12, 99))
robust <- function(fit, by) {
  scores <- model.matrix(fit) * residuals(fit, "working") * fit$weights
  bread <- summary(fit)$cov.unscaled
  sqrt(diag(bread %*% crossprod(rowsum(scores, by)) %*% bread))
}
exactly <- glm.control(epsilon = 1e-15, maxit = 200)
families <- list(cloglog = binomial("cloglog"), logit = binomial("logit"), log = poisson())
for (name in names(families)) for (by in c("month", "piece")) {
  rows <- if (by == "month") months[some, ] else months
  rows$base <- factor(rows[[by]])
  fit <- glm(event ~ 0 + base + sex + age, families[[name]], rows, control = exactly)
  k <- grep("sex|age", names(coef(fit)))
  keep(paste(name, by, "model"), coef(fit)[k], summary(fit)$coef[k, 2], logLik(fit))
  keep(paste(name, by, "person"), coef(fit)[k], robust(fit, rows$person)[k], logLik(fit))
  keep(paste(name, by, "place"), coef(fit)[k], robust(fit, rows$place)[k], logLik(fit))
  fit <- suppressWarnings(glm(event ~ 0 + base + sex + age, families[[name]], rows, weights = w,
                              control = exactly))
  keep(paste(name, by, "weights"), coef(fit)[k], robust(fit, rows$person)[k], NA)
}
write(do.call(rbind, coefficients), "hazards_coefficients.csv")
write(do.call(rbind, fits), "hazards_fits.csv")

# Incidence by month of the whole extract and of one pattern, death and emigration competing; its
# variance by numeric derivatives through all parameters, baselines included.
outcome <- function(month, causes)
  as.integer(month$month == d$duration[month$person] & d$cause[month$person] %in% causes)
months$happened <- months$event
months$left <- outcome(months, c("death", "emigration"))
two <- list(glm(happened ~ 0 + piece + sex + age, families$cloglog, months, control = exactly),
            glm(left ~ 0 + piece + sex + age, families$cloglog, months, control = exactly))
last <- max(d$duration)
incidence <- function(theta, people) {
  k <- length(theta) / 2
  at <- base::cut(seq_len(last), c(0, 6, 12, 99))
  each <- sapply(seq_len(nrow(people)), function(i) {
    x <- model.matrix(~ 0 + piece + sex + age, data.frame(people[rep(i, last), c("sex", "age")],
                                                        piece = at))
    h <- 1 - exp(-exp(x %*% theta[1:k])); g <- 1 - exp(-exp(x %*% theta[k + 1:k]))
    cumsum(c(1, cumprod(1 - h - g))[seq_len(last)] * h)
  })
  rowMeans(each)
}
theta <- c(coef(two[[1]]), coef(two[[2]]))
scores <- lapply(two, function(f) model.matrix(f) * residuals(f, "working") * f$weights)
bread <- lapply(two, function(f) summary(f)$cov.unscaled)
by <- function(group) do.call(cbind, lapply(1:2, function(i) rowsum(scores[[i]], group) %*% bread[[i]]))
both <- function(a, b) rbind(cbind(a, 0 * a), cbind(0 * b, b))
person <- by(months$person); k <- length(theta) / 2
spread <- list(model = both(bread[[1]], bread[[2]]),
               person = both(crossprod(person[, 1:k]), crossprod(person[, k + 1:k])),
               place = crossprod(by(months$place)))
curves <- list()
for (who in c("all", "one")) {
  people <- if (who == "all") d else data.frame(sex = factor("f", levels(d$sex)),
                                                 age = factor("young", levels(d$age)))
  step <- 1e-5
  slope <- sapply(seq_along(theta), function(j) {
    move <- replace(0 * theta, j, step)
    (incidence(theta + move, people) - incidence(theta - move, people)) / (2 * step)
  })
  for (kind in names(spread))
    curves[[paste(who, kind)]] <- data.frame(
      who = who, errors = kind, month = seq_len(last), estimate = digits(incidence(theta, people)),
      std_error = digits(sqrt(rowSums((slope %*% spread[[kind]]) * slope))))
}
write(do.call(rbind, curves), "hazards_curves.csv")
