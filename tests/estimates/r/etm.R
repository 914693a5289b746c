# Golden values for tests/estimates/test_curves_against_etm.py: Aalen-Johansen with R's etm.
# Run: Rscript tests/estimates/r/etm.R   (Debian: r-cran-etm)
# Reads etm_extract.csv (invented: ties, late entry, two kinds of exits; a group all of whom are
# censored, one where all leave or are censored) and etm_paths.csv (invented: none, work and gone by
# month, from the month first seen), and writes etm_*.csv beside itself.
suppressPackageStartupMessages(library(etm))
options(warn = -1)   # that a group has not every transition
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
digits <- function(x) formatC(x, digits = 14, format = "g")
write <- function(parts, name) {
  write.csv(do.call(rbind, parts), file.path(here, paste0("etm_", name, ".csv")),
            row.names = FALSE, quote = FALSE)
}
states <- function(data, possible, last) {
  fit <- etm(data, state.names = c("0", "1", "2"), tra = possible, cens.name = "cens", s = 0,
             t = last, covariance = TRUE)
  # Where all are censored it has one step, to the last month, and no variance.
  list(time = if (is.null(fit$time)) fit$t else fit$time, p = function(j) fit$est["0", j, ],
       v = function(j) if (is.null(fit$cov)) NA else trcov(fit, paste(0, j)))
}
row <- function(name, fit) {
  data.frame(group = name, month = fit$time, event = digits(fit$p("1")),
             event_error = digits(sqrt(fit$v("1"))), gone = digits(fit$p("2")),
             gone_error = digits(sqrt(fit$v("2"))))
}

d <- read.csv(file.path(here, "etm_extract.csv"), stringsAsFactors = FALSE)
exits <- matrix(FALSE, 3, 3); exits[1, 2:3] <- TRUE
to <- c(event = "1", death = "2", emigration = "2", censored = "cens")
competing <- data.frame(id = d$person, from = "0", to = unname(to[d$cause]), entry = d$entry,
                        exit = d$duration)
write(lapply(unique(d$group), function(name) {
  row(name, states(competing[d$group == name, ], exits, "last"))
}), "competing")
# Of nobody etm makes an error, as we do.
none <- tryCatch(states(competing[d$group == "empty", ], exits, "last"), error = function(e) "error")
stopifnot(identical(none, "error"))

# Work can be lost and found again. A person is a row from one move to the next.
paths <- read.csv(file.path(here, "etm_paths.csv"), stringsAsFactors = FALSE)
code <- c(n = "0", w = "1", g = "2")
spells <- do.call(rbind, lapply(seq_len(nrow(paths)), function(k) {
  letter <- strsplit(paths$path[k], "")[[1]]
  runs <- rle(letter)
  end <- paths$first[k] + cumsum(runs$lengths)
  begin <- c(paths$first[k], head(end, -1))
  to <- c(code[runs$values[-1]], "cens")
  stop <- c(head(end, -1), end[length(end)] - 1)   # the last month seen
  rows <- data.frame(id = paths$person[k], from = code[runs$values], to = to, entry = begin, exit = stop)
  rows[rows$from != "2" & rows$exit > rows$entry, ]
}))
moves <- matrix(FALSE, 3, 3); moves[1, 2:3] <- TRUE; moves[2, c(1, 3)] <- TRUE
write(list(row("paths", states(spells, moves, "last"))), "occupation")
cat("etm", as.character(packageVersion("etm")), "\n")
