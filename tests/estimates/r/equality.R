# Golden values for tests/estimates/test_equality_against_r.py: tests of equal hazards and incidences.
# Run: Rscript tests/estimates/r/equality.R   (Debian: r-cran-survival, r-cran-cmprsk, r-cran-mvtnorm)
# Reads clustered.csv (curves.R tells what it is) and writes equality_*.csv beside itself.
suppressPackageStartupMessages({library(survival); library(cmprsk); library(mvtnorm)})
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
d <- read.csv(file.path(here, "clustered.csv"), stringsAsFactors = FALSE)
d$third <- c("x", "y", "z")[d$person %/% 6 %% 3 + 1]         # three groups
d$stratum <- c("north", "south")[(d$person %/% 3) %% 2 + 1]
digits <- function(x) formatC(x, digits = 14, format = "g")
write <- function(parts, name) {
  write.csv(do.call(rbind, parts), file.path(here, paste0("equality_", name, ".csv")),
            row.names = FALSE, quote = FALSE)
}
each <- function(...) {
  cases <- expand.grid(..., stringsAsFactors = FALSE)
  function(make) lapply(seq_len(nrow(cases)), function(i) cbind(cases[i, ], make(cases[i, ])))
}
samples <- list(all = d, no_late_entry = d[d$entry == 0, ])
strata_of <- function(rows, by) if (by == "none") rep("one", nrow(rows)) else rows[[by]]

# survdiff: from the start only.
write(each(group = c("group", "third"), strata = c("none", "stratum"), rho = c(0, 0.5, 1))(function(case) {
  rows <- samples$no_late_entry
  rows$g <- rows[[case$group]]; rows$s <- strata_of(rows, case$strata)
  f <- if (case$strata == "none") survdiff(Surv(duration, cause == "event") ~ g, rows, rho = case$rho)
       else survdiff(Surv(duration, cause == "event") ~ g + strata(s), rows, rho = case$rho)
  data.frame(statistic = digits(f$chisq), p = digits(pchisq(f$chisq, length(f$n) - 1, lower.tail = FALSE)))
}), "survdiff")

# Late entry: the score test of a Cox model with exact ties is the log-rank test. Exact ties are
# slow: only every third person.
# Weights and clusters: its robust score test, with Breslow's ties.
write(each(group = c("group", "third"), strata = c("none", "stratum"),
           units = c("exact", "weighted", "cluster", "weighted_cluster"))(function(case) {
  rows <- if (case$units == "exact") d[d$person %% 3 == 0, ] else d
  rows$g <- factor(rows[[case$group]]); rows$s <- strata_of(rows, case$strata)
  rows$w <- if (grepl("weighted", case$units)) rows$weight else 1
  rows$unit <- if (grepl("cluster", case$units)) rows$cluster else rows$person
  start <- rep(0, nlevels(rows$g) - 1)
  none <- coxph.control(iter.max = 0)
  value <- if (case$units == "exact") {
    coxph(Surv(entry, duration, cause == "event") ~ g + strata(s), rows, ties = "exact",
          init = start, control = none)$score
  } else {
    coxph(Surv(entry, duration, cause == "event") ~ g + strata(s), rows, ties = "breslow",
          weights = w, cluster = unit, robust = TRUE, init = start, control = none)$rscore
  }
  data.frame(statistic = digits(value))
}), "cox")

# Fleming-Harrington written out month by month, for any rho and gamma; late entry and strata.
written_out <- function(rows, g, s, powers) {
  levels <- sort(unique(g)); k <- length(levels)
  U <- matrix(0, k, nrow(powers)); V <- array(0, c(k, k, nrow(powers), nrow(powers)))
  for (stratum in unique(s)) {
    r <- rows[s == stratum, ]; gr <- g[s == stratum]; S <- 1
    for (t in sort(unique(r$duration[r$cause == "event"]))) {
      risk <- r$entry < t & r$duration >= t
      ev <- r$duration == t & r$cause == "event"
      n <- sum(risk); e <- sum(ev)
      share <- sapply(levels, function(l) sum(risk & gr == l)) / n
      W <- S^powers$rho * (1 - S)^powers$gamma
      seen <- sapply(levels, function(l) sum(ev & gr == l))
      U <- U + outer(seen - e * share, W)
      v <- if (n > 1) e * (n - e) / (n - 1) * (diag(share) - share %o% share) else matrix(0, k, k)
      V <- V + v %o% (W %o% W)
      S <- S * (1 - e / n)
    }
  }
  list(U = U, V = V)
}
quadratic <- function(u, v) { k <- length(u); drop(u[-k] %*% solve(v[-k, -k, drop = FALSE], u[-k])) }
write(each(sample = names(samples), group = c("group", "third"), strata = c("none", "stratum"),
           rho = c(0, 0.5, 1), gamma = c(0, 1, 2))(function(case) {
  rows <- samples[[case$sample]]
  f <- written_out(rows, rows[[case$group]], strata_of(rows, case$strata),
                   data.frame(rho = case$rho, gamma = case$gamma))
  data.frame(statistic = digits(quadratic(f$U[, 1], f$V[, , 1, 1])))
}), "fleming_harrington")

# The same with weights and clusters: each person's part in the score, written out.
robust <- function(rows, g, w, unit, rho, gamma) {
  levels <- sort(unique(g)); part <- matrix(0, nrow(rows), length(levels)); S <- 1
  own <- outer(g, levels, "==") * 1
  for (t in sort(unique(rows$duration[rows$cause == "event"]))) {
    risk <- rows$entry < t & rows$duration >= t
    ev <- rows$duration == t & rows$cause == "event"
    share <- colSums(own * risk * w) / sum(risk * w); h <- sum(w * ev) / sum(w * risk)
    part <- part + S^rho * (1 - S)^gamma * (ev - risk * h) * w * sweep(own, 2, share)
    S <- S * (1 - h)
  }
  quadratic(colSums(part), crossprod(rowsum(part, unit)))
}
write(each(group = c("group", "third"), units = c("weighted", "cluster", "weighted_cluster"),
           rho = c(0, 1), gamma = c(0, 1))(function(case) {
  w <- if (grepl("weighted", case$units)) d$weight else rep(1, nrow(d))
  unit <- if (grepl("cluster", case$units)) d$cluster else d$person
  data.frame(statistic = digits(robust(d, d[[case$group]], w, unit, case$rho, case$gamma)))
}), "robust")

# Max-combo: the normal of the four z, by Genz and Bretz. `twice` asks of weaker differences too.
write(each(sample = names(samples), strata = c("none", "stratum"))(function(case) {
  rows <- samples[[case$sample]]
  four <- data.frame(rho = c(0, 0, 1, 1), gamma = c(0, 1, 0, 1))
  f <- written_out(rows, rows$group, strata_of(rows, case$strata), four)
  v <- f$V[1, 1, , ]; z <- f$U[1, ] / sqrt(diag(v)); m <- max(abs(z))
  set.seed(1)
  inside <- pmvnorm(rep(-m, 4), rep(m, 4), corr = cov2cor(v),
                    algorithm = GenzBretz(maxpts = 2e6, abseps = 1e-6))
  data.frame(statistic = digits(m), p = digits(1 - inside), error = digits(attr(inside, "error")))
}), "max_combo")

write(each(group = c("group", "third"), strata = c("none", "stratum"), rho = c(0, 1, 2))(function(case) {
  rows <- samples$no_late_entry
  status <- ifelse(rows$cause == "censored", 0, ifelse(rows$cause == "event", 1, 2))
  f <- cuminc(rows$duration, status, rows[[case$group]], strata_of(rows, case$strata), rho = case$rho)
  data.frame(statistic = digits(f$Tests["1", "stat"]), p = digits(f$Tests["1", "pv"]))
}), "gray")

# Wald's test that all coefficients of a Cox model (Efron) are 0, errors of the model or by cluster.
write(each(group = c("group", "third"), units = c("model", "cluster"))(function(case) {
  y <- Surv(d$entry, d$duration, d$cause == "event"); g <- d[[case$group]]
  f <- if (case$units == "model") coxph(y ~ g, ties = "efron")
       else coxph(y ~ g, ties = "efron", cluster = d$cluster)
  data.frame(statistic = digits(f$wald.test))
}), "wald")
