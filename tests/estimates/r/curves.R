# Golden values for tests/estimates/test_curves_against_r.py, with R's survival package.
# Run: Rscript tests/estimates/r/curves.R   (Debian: r-cran-survival)
# Reads clustered.csv (invented: ties, late entry, weights, clusters, competing exits) and writes
# curves_*.csv beside itself. Of the samples, `few` has ten persons.
suppressPackageStartupMessages(library(survival))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
d <- read.csv(file.path(here, "clustered.csv"), stringsAsFactors = FALSE)
d$state <- factor(ifelse(d$cause %in% c("death", "emigration"), "exit", d$cause),
                  levels = c("censored", "event", "exit"))
digits <- function(x) formatC(x, digits = 12, format = "g")
write <- function(parts, name) {
  out <- do.call(rbind, parts)
  write.csv(out, file.path(here, paste0("curves_", name, ".csv")), row.names = FALSE, quote = FALSE)
}
samples <- list(all = d, only_a = d[d$group == "a", ], no_late_entry = d[d$entry == 0, ],
                few = d[d$entry == 0, ][1:10, ])
units <- c("greenwood", "person", "weighted", "cluster", "weighted_cluster")

km <- function(rows, how, ...) {
  rows$unit <- if (grepl("cluster", how)) rows$cluster else rows$person
  rows$w <- if (grepl("weighted", how)) rows$weight else 1
  outcome <- Surv(rows$entry, rows$duration, rows$cause == "event")
  if (how == "greenwood") return(survfit(outcome ~ 1, conf.type = "log-log", ...))
  survfit(outcome ~ 1, data = rows, weights = w, cluster = unit, conf.type = "log-log", ...)
}
aj <- function(rows, how, ...) {
  rows$w <- if (grepl("weighted", how)) rows$weight else 1
  survfit(Surv(entry, duration, state) ~ 1, data = rows, id = person, weights = w, ...)
}
# survfit of several states ignores `cluster`: the influence of persons is summed here instead. Its
# first time is 0, and it is that of a weight of 1.
aj_errors <- function(rows, how) {
  f <- aj(rows, how, influence = TRUE)
  w <- if (grepl("weighted", how)) rows$weight else rep(1, nrow(rows))
  unit <- if (grepl("cluster", how)) rows$cluster else rows$person
  last <- dim(f$influence.pstate)[2]
  steps <- (last - length(f$time) + 1):last
  sapply(seq_along(f$states), function(k) {
    sqrt(colSums(rowsum(w * f$influence.pstate[, steps, k], unit)^2))
  })
}
each <- function(make) unlist(lapply(names(samples), function(s) lapply(units, function(u) make(s, u))),
                              recursive = FALSE)
write(each(function(s, u) {
  f <- km(samples[[s]], u)
  se <- if (u == "greenwood") f$std.err * f$surv else f$std.err
  data.frame(sample = s, units = u, month = f$time, estimate = digits(f$surv),
             std_error = digits(se), lower = digits(f$lower), upper = digits(f$upper),
             hazard = digits(f$cumhaz), hazard_error = digits(f$std.chaz))
}), "km")
write(each(function(s, u) {
  if (u == "greenwood") return(NULL)
  f <- aj(samples[[s]], u)
  k <- which(f$states == "event"); x <- which(f$states == "exit")
  errors <- aj_errors(samples[[s]], u)
  if (!grepl("cluster", u)) stopifnot(all.equal(errors, unname(f$std.err)))
  data.frame(sample = s, units = u, month = f$time, estimate = digits(f$pstate[, k]),
             std_error = digits(errors[, k]), gone = digits(f$pstate[, x]),
             gone_error = digits(errors[, x]))
}), "aj")
write(unlist(lapply(c("modified", "peto"), function(kind) lapply(c("greenwood", "cluster"), function(u) {
  f <- km(samples$all, u, conf.lower = kind)
  data.frame(kind = kind, units = u, month = f$time, lower = digits(f$lower))
})), recursive = FALSE), "lower")
write(lapply(names(samples), function(s) {
  f <- km(samples[[s]], "greenwood")
  q <- quantile(f, c(0.25, 0.5, 0.75))
  data.frame(sample = s, share = c(0.25, 0.5, 0.75), estimate = q$quantile, lower = q$lower,
             upper = q$upper)
}), "quantile")
write(unlist(lapply(names(samples), function(s) lapply(c(6, 12, 24), function(horizon) {
  f <- km(samples[[s]], "greenwood")
  m <- summary(f, rmean = horizon)$table
  data.frame(sample = s, horizon = horizon, estimate = digits(m[["rmean"]]),
             std_error = digits(m[["se(rmean)"]]))
})), recursive = FALSE), "mean")
# Difference and log ratio of the means of groups a and b: Greenwood's errors added, else the squares
# of what persons or clusters contribute to both at once.
means_of <- function(rows, how, horizon) {
  if (how == "greenwood") {
    m <- summary(km(rows, how), rmean = horizon)$table
    return(list(mean = m[["rmean"]], error = m[["se(rmean)"]]))
  }
  f <- km(rows, sub("cluster", "person", how), influence = 1)  # weights are in it
  stopifnot(all.equal(sqrt(colSums(f$influence.surv^2)), f$std.err))
  months <- findInterval(0:(horizon - 1), f$time)
  own <- cbind(0, f$influence.surv)[, months + 1, drop = FALSE]
  list(mean = sum(c(1, f$surv)[months + 1]), own = rowSums(own),
       unit = paste(if (grepl("cluster", how)) rows$cluster else rows$person))
}
write(unlist(lapply(units, function(u) lapply(c(12, 24), function(horizon) {
  a <- means_of(d[d$group == "a", ], u, horizon); b <- means_of(d[d$group == "b", ], u, horizon)
  error <- function(x, y) {
    if (u == "greenwood") return(sqrt((x * a$error)^2 + (y * b$error)^2))
    sqrt(sum(rowsum(c(x * a$own, y * b$own), c(a$unit, b$unit))^2))
  }
  data.frame(units = u, horizon = horizon, difference = digits(a$mean - b$mean),
             difference_error = digits(error(1, -1)), ratio = digits(a$mean / b$mean),
             log_ratio_error = digits(error(1 / a$mean, -1 / b$mean)))
})), recursive = FALSE), "compared")
# Mean months in each state with exits competing, by person: R's sojourn times.
write(unlist(lapply(c("all", "no_late_entry"), function(s) lapply(c(12, 24), function(horizon) {
  m <- summary(aj(samples[[s]], "person", influence = TRUE), rmean = horizon)$table
  data.frame(sample = s, horizon = horizon, state = c("free", "event", "exit"), estimate = digits(m[, "rmean"]),
             std_error = digits(m[, "se(rmean)"]))
})), recursive = FALSE), "time")
# Pseudo-values by leaving each person out and fitting anew.
at <- function(f, y, month) c(y)[sum(f$time <= month)]
area <- function(f, horizon) summary(f, rmean = horizon)$table[["rmean"]]
rows <- samples$only_a
pseudo <- function(value) {
  n <- nrow(rows); all <- value(rows)
  sapply(seq_len(n), function(i) n * all - (n - 1) * value(rows[-i, ]))
}
write(list(data.frame(
  person = rows$person,
  survival = digits(pseudo(function(r) { f <- km(r, "greenwood"); at(f, f$surv, 12) })),
  incidence = digits(pseudo(function(r) { f <- aj(r, "person"); at(f, f$pstate[, 2], 12) })),
  mean = digits(pseudo(function(r) area(km(r, "greenwood"), 12)))
)), "pseudo")
