# The g-formula of a tiny comparison, exactly: logistic models by glm, and the shares of all states
# moved on month by month. Run in this folder; reads g_formula_months.csv, writes g_formula.csv.
rows <- read.csv("g_formula_months.csv")
last <- 6
grace <- 3
of <- function(decision, formula) {
  glm(formula, family = binomial, data = rows[rows[[decision]] >= 0, ],
      control = list(epsilon = 1e-14, maxit = 100))
}
goes <- of("goes", goes ~ works)
begins <- of("begins", begins ~ factor(month) + works)
finds <- of("finds", finds ~ I(exposed | begins == 1))
loses <- of("loses", loses ~ I(exposed | begins == 1))
odds <- function(x) 1 / (1 + exp(-x))
h_goes <- odds(coef(goes)[1] + coef(goes)[2] * 0:1)
h_finds <- odds(coef(finds)[1] + coef(finds)[2] * 0:1)
h_loses <- odds(coef(loses)[1] + coef(loses)[2] * 0:1)
h_begins <- function(month, works) {
  step <- if (month == 1) 0 else coef(begins)[month]
  odds(coef(begins)[1] + step + coef(begins)["works"] * works)
}
begin_now <- function(strategy, month, works) {
  if (strategy == "natural") return(h_begins(month, works))
  if (strategy == "not_begin" || month > grace) return(0)
  later <- sapply(month:grace, h_begins, works = works)
  later[1] / (1 - prod(1 - later))
}
told <- NULL
for (strategy in c("natural", "begin", "not_begin")) {
  share <- array(0, c(2, 2, 2))  # exposed, works, has ever worked
  share[1, 1, 1] <- 1
  for (month in 1:last) {
    new <- array(0, c(2, 2, 2))
    for (e in 1:2) for (w in 1:2) for (v in 1:2) {
      here <- share[e, w, v] * (1 - h_goes[w])
      spared <- strategy == "begin" && v == 2  # in work before beginning: not to begin any more
      b <- if (e == 2) 1 else if (spared) 0 else begin_now(strategy, month, w - 1)
      for (now in 1:2) {
        part <- here * (if (now == 2) b else 1 - b)
        if (w == 1) {
          new[now, 2, 2] <- new[now, 2, 2] + part * h_finds[now]
          new[now, 1, v] <- new[now, 1, v] + part * (1 - h_finds[now])
        } else {
          new[now, 1, v] <- new[now, 1, v] + part * h_loses[now]
          new[now, 2, v] <- new[now, 2, v] + part * (1 - h_loses[now])
        }
      }
    }
    share <- new
    told <- rbind(told, data.frame(strategy, month, prevalence = sum(share[, 2, ]),
                                   exposed = sum(share[2, , ])))
  }
}
write.csv(format(told, digits = 12), "g_formula.csv", row.names = FALSE, quote = FALSE)
coefficients <- data.frame(
  model = c("goes", "goes", rep("begins", 7), "finds", "finds", "loses", "loses"),
  value = c(coef(goes), coef(begins), coef(finds), coef(loses))
)
write.csv(format(coefficients, digits = 12), "g_formula_coefficients.csv", row.names = FALSE,
          quote = FALSE)
