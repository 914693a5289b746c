# Golden values for tests/estimates/target_trial/test_against_r.py: clone, censor and weight, written
# out plainly, with glm and R's survival package.
# Run: Rscript tests/estimates/r/target_trial.R   (Debian: r-cran-survival)
# Reads target_trial_persons.csv and target_trial_months.csv (invented; months since time zero, 10^6
# is never) and writes target_trial_{coefficients,curves,weights}.csv beside itself.
suppressPackageStartupMessages(library(survival))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
p <- read.csv(file.path(here, "target_trial_persons.csv"), colClasses = c(place = "character"))
m <- read.csv(file.path(here, "target_trial_months.csv"))
horizon <- 36
grace <- 12
stay <- 20
never <- 10^6
write <- function(frame, name) {
  for (one in names(frame)) if (is.double(frame[[one]])) {
    frame[[one]] <- trimws(formatC(frame[[one]], digits = 12, format = "g"))
  }
  write.csv(frame, file.path(here, paste0("target_trial_", name, ".csv")), row.names = FALSE,
            quote = FALSE)
}
d <- merge(m, p, by = "person")
d <- d[order(d$person, d$month), ]
d$season <- (d$origin + d$month) %% 12
d$year <- 1970 + (d$origin + d$month) %/% 12

# Who begins: a pooled logistic model of the months in which anybody does.
open <- unique(d$season[d$month == d$begun & d$month <= d$followed])
asked <- d$month <= d$followed & d$month <= d$begun & d$season %in% open
starts <- d[asked, ]
band <- function(month, after) cut(month, c(after, Inf))
since_start <- c(0, 6, 12, 18, 24, 30, 36)
starting <- month == begun ~ sex + age + factor(work) + factor(year) + factor(season) +
  band(month, c(0, 6, 12, 18, 24, 30))
begin <- glm(starting, binomial, starts, control = glm.control(epsilon = 1e-14, maxit = 50))

# Who leaves: of all who have begun, before they have completed or stayed long enough.
d$since <- d$month - d$begun
inside <- d$since >= 1 & d$month <= d$followed & d$month <= d$out & d$since <= stay - 1 &
  d$month < d$completed
stays <- d[inside, ]
leaving <- month == out ~ sex + age + factor(work) + I(season < 6) + I(begun > grace) +
  band(since, c(0, 3, 6, 12))
leave <- glm(leaving, binomial, stays, control = glm.control(epsilon = 1e-14, maxit = 50))

# Chances in every month, also in those of the grace period that lie ahead, with the history of now.
d$h <- 0
d$h[asked] <- predict(begin, starts, type = "response")
d$l <- 0
d$l[inside] <- predict(leave, stays, type = "response")
chance <- function(row, month) {
  row$month <- month
  row$season <- (row$origin + month) %% 12
  row$year <- 1970 + (row$origin + month) %/% 12
  if (!row$season %in% open) return(0)
  predict(begin, row, type = "response")
}
within <- function(row, first) {  # chance to begin from a month of the grace period to its end
  if (first > grace) return(0)
  1 - prod(1 - sapply(first:grace, function(month) chance(row, month)))
}

weights_of <- function(rows, arm) {
  w <- rep(0, horizon)
  now <- 1
  for (month in seq_len(rows$stop[1])) {
    row <- rows[month, ]
    begun <- row$begun < month & row$begun <= row$followed
    if (!begun && month <= row$followed && row$season %in% open) {
      # Who had the event before he began is asked in both arms not to begin.
      if (arm == "not_begin" || row$cause == 0 && row$duration < month) {
        if (month == row$begun) break
        now <- now / (1 - row$h)
      } else if (month <= grace) {
        q <- row$h / within(row, month)
        now <- now * if (month == row$begun) q / row$h else (1 - q) / (1 - row$h)
        if (now < 1e-9) break
      }
    }
    if (begun && arm == "begin" && inside_of[rows$at[month]]) {
      if (month == row$out) break
      now <- now / (1 - row$l)
    }
    w[month] <- now
  }
  w
}
d$at <- seq_len(nrow(d))
inside_of <- inside
by_person <- split(d, d$person)
arms <- c("begin", "not_begin")
w <- lapply(setNames(arms, arms), function(arm) do.call(rbind, lapply(by_person, weights_of, arm)))

# Stabilised by the share of those seen who follow the arm in the month; truncated at a percentile of
# person-months, taken up to the next of 1,024 steps between two powers of 2.
seen <- outer(p$followed, seq_len(horizon), ">=")
step_above <- function(weight) {
  power <- floor(log2(weight))
  2^power * (1 + (floor((weight / 2^power - 1) * 1024) + 1) / 1024)
}
truncated <- function(raw, share) {
  follows <- colSums(raw > 0 & seen) / colSums(seen)
  stable <- sweep(raw, 2, follows, "*")
  of_months <- stable[raw > 0 & seen]
  if (share < 1) stable[] <- pmin(stable, step_above(quantile(of_months, share, type = 1)))
  stable
}

# Incidence: survfit's Aalen-Johansen on person-months with their weights; each is an id of its own,
# since survfit takes one weight for all rows of an id. Prevalence: a mean.
curves_of <- function(arm, share) {
  stable <- truncated(w[[arm]], share)
  long <- d
  long$weight <- t(stable)[cbind(long$month, long$person + 1)]
  told <- long$weight > 0 & long$state >= 0
  there <- tapply((long$weight * long$state)[told], long$month[told], sum) /
    tapply(long$weight[told], long$month[told], sum)
  long <- long[long$month <= long$duration & long$weight > 0, ]
  cause <- ifelse(long$month == long$duration, long$cause, 2)
  long$status <- factor(c("event", "exit", "none")[cause + 1], levels = c("none", "event", "exit"))
  fit <- survfit(Surv(month - 1, month, status) ~ 1, data = long, weights = weight,
                 id = seq_len(nrow(long)))
  at <- summary(fit, times = seq_len(horizon), extend = TRUE)
  data.frame(arm = arm, share = share, month = seq_len(horizon),
             incidence = at$pstate[, which(fit$states == "event")], prevalence = as.vector(there))
}
write(rbind(data.frame(model = "begin", log_likelihood = as.vector(logLik(begin)),
                       female = -coef(begin)[["sexmale"]], works = coef(begin)[["factor(work)1"]]),
            data.frame(model = "leave", log_likelihood = as.vector(logLik(leave)),
                       female = -coef(leave)[["sexmale"]], works = coef(leave)[["factor(work)1"]])),
      "coefficients")
write(do.call(rbind, lapply(arms, function(arm) data.frame(
  arm = arm, month = seq_len(horizon), followed = colSums(w[[arm]] > 0 & seen),
  weight = colSums(w[[arm]] * seen), largest = apply(w[[arm]] * seen, 2, max)))), "weights")
write(do.call(rbind, unlist(lapply(arms, function(arm) lapply(c(1, 0.95), function(share)
  curves_of(arm, share))), recursive = FALSE)), "curves")
