# Golden values for tests/estimates: Kaplan-Meier and Aalen-Johansen with R's survival package.
# Run: Rscript tests/estimates/r/survival.R   (Debian: r-cran-survival, r-cran-cmprsk)
# Writes survival_*.csv beside itself. The extract is invented: ties, late entry, competing exits.
suppressPackageStartupMessages({library(survival); library(cmprsk)})
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
d <- read.csv(file.path(here, "extract.csv"), stringsAsFactors = FALSE)
digits <- function(x) formatC(x, digits = 12, format = "g")

km <- function(rows, name) {
  fit <- survfit(Surv(entry, duration, cause == "event") ~ 1, data = rows, conf.type = "log-log")
  out <- data.frame(sample = name, month = fit$time, n_at_risk = fit$n.risk,
                    n_events = fit$n.event, estimate = digits(fit$surv),
                    lower = digits(fit$lower), upper = digits(fit$upper))
  out
}
aj <- function(rows, name) {
  state <- factor(ifelse(rows$cause %in% c("death", "emigration"), "exit", rows$cause),
                  levels = c("censored", "event", "exit"))
  rows$id <- seq_len(nrow(rows))
  fit <- survfit(Surv(rows$entry, rows$duration, state) ~ 1, id = rows$id)
  k <- which(fit$states == "event")
  data.frame(sample = name, month = fit$time, estimate = digits(fit$pstate[, k]),
             std_error = digits(fit$std.err[, k]))
}
samples <- list(all = d, no_late_entry = d[d$entry == 0, ], only_a = d[d$group == "a", ])
write.csv(do.call(rbind, lapply(names(samples), function(n) km(samples[[n]], n))),
          file.path(here, "survival_km.csv"), row.names = FALSE, quote = FALSE)
write.csv(do.call(rbind, lapply(names(samples), function(n) aj(samples[[n]], n))),
          file.path(here, "survival_aj.csv"), row.names = FALSE, quote = FALSE)
q <- lapply(names(samples), function(n) {
  fit <- survfit(Surv(entry, duration, cause == "event") ~ 1, data = samples[[n]],
                 conf.type = "log-log")
  m <- quantile(fit, 0.5)
  data.frame(sample = n, estimate = m$quantile, lower = m$lower, upper = m$upper)
})
write.csv(do.call(rbind, q), file.path(here, "survival_median.csv"), row.names = FALSE,
          quote = FALSE)
rows <- d[d$entry == 0, ]
ci <- cuminc(rows$duration, ifelse(rows$cause == "event", 1, ifelse(rows$cause == "censored", 0, 2)),
             cencode = 0)
est <- timepoints(ci, sort(unique(rows$duration)))$est["1 1", ]
write.csv(data.frame(month = as.integer(names(est)), estimate = digits(est)),
          file.path(here, "survival_cmprsk.csv"), row.names = FALSE, quote = FALSE)
