# Golden values for tests/estimates/test_examples_of_lifelines.py: what R's survival makes of the
# example data that ship with lifelines (rossi: Rossi, Berk and Lenihan 1980; leukemia: Freireich et
# al. 1963; larynx: Kardaun 1983; lung: Loprinzi et al. 1994).
# Run: Rscript tests/estimates/r/examples.R FOLDER   (Debian: r-cran-survival)
# FOLDER is lifelines/datasets of an installed lifelines. Writes examples_*.csv beside itself.
suppressPackageStartupMessages(library(survival))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
folder <- commandArgs(TRUE)[1]
digits <- function(x) formatC(x, digits = 12, format = "g")
write <- function(parts, name) {
  write.csv(do.call(rbind, parts), file.path(here, paste0("examples_", name, ".csv")),
            row.names = FALSE, quote = FALSE)
}
rossi <- read.csv(file.path(folder, "rossi.csv"))
leukemia <- read.table(file.path(folder, "anderson.csv"), header = TRUE, sep = " ")
larynx <- read.csv(file.path(folder, "larynx.csv"))
lung <- read.csv(file.path(folder, "lung.csv"))
larynx$tenths <- round(larynx$time * 10)
exact <- coxph.control(eps = 1e-12, iter.max = 50)
fits <- list(
  rossi = coxph(Surv(week, arrest) ~ fin + age + race + wexp + mar + paro + prio, rossi, control = exact),
  leukemia = coxph(Surv(t, status) ~ sex + logWBC + Rx, leukemia, control = exact),
  larynx = coxph(Surv(tenths, death) ~ age + Stage_II + Stage_III + Stage_IV, larynx, control = exact)
)
write(lapply(names(fits), function(name) {
  f <- fits[[name]]; zph <- cox.zph(f, terms = FALSE, global = FALSE)$table
  data.frame(data = name, covariate = names(coef(f)), estimate = digits(coef(f)),
             std_error = digits(sqrt(diag(vcov(f)))), proportional = digits(zph[, "p"]))
}), "cox")
write(lapply(names(fits), function(name) {
  f <- fits[[name]]
  data.frame(data = name, log_likelihood = digits(f$loglik[2]), null = digits(f$loglik[1]),
             proportional = digits(cox.zph(f)$table["GLOBAL", "p"]))
}), "fits")
curve <- function(data, formula, rows, horizon) {
  f <- survfit(formula, rows, conf.type = "log-log")
  q <- quantile(f, 0.5)
  s <- survdiff(formula, rows)
  data.frame(data = data, group = sub(".*=", "", names(f$strata)), median = as.vector(q$quantile),
             lower = as.vector(q$lower), upper = as.vector(q$upper),
             mean = digits(summary(f, rmean = horizon)$table[, "rmean"]),
             mean_error = digits(summary(f, rmean = horizon)$table[, "se(rmean)"]),
             horizon = horizon, log_rank = digits(s$chisq))
}
write(list(curve("leukemia", Surv(t, status) ~ Rx, leukemia, 20),
           curve("lung", Surv(time, status) ~ sex, lung, 500),
           curve("rossi", Surv(week, arrest) ~ fin, rossi, 52)), "curves")
