# Cronbach's alpha and McDonald's omega of each scale, from `firststep export --what research --format csv`.
#
#   Rscript reliability.R research.csv codebook.csv [--all]
#
# Takes the rows of the statements in the codebook whose result is reliable; with --all the others, too. Needs the
# package psych. Omega is that of one factor, fitted by maximum likelihood: the squared sum of its unstandardised
# loadings, over the variance of the scale's sum. Where there is none, the line says why: alpha needs two statements,
# omega three.

library(psych)

words <- commandArgs(trailingOnly = TRUE)
files <- words[words != "--all"]
if (length(files) != 2) stop("Rscript reliability.R research.csv codebook.csv [--all]")
data <- read.csv(files[1], encoding = "UTF-8", colClasses = c(questionnaire = "character"))
codebook <- read.csv(files[2], encoding = "UTF-8", colClasses = c(questionnaire = "character"))

items <- codebook[grepl("^q[0-9]+$", codebook$variable) & codebook$scale != "", ]
data <- data[data$questionnaire == items$questionnaire[1], ]
if (!"--all" %in% words) data <- data[data$reliable == 1, ]
if (nrow(data) < 3) stop(nrow(data), " rows: nothing can be reckoned from so few.")

cat("scale statements people alpha omega\n")
for (name in unique(items$scale)) {
  of <- items[items$scale == name, ]
  signs <- as.numeric(of$keyed)
  keyed <- sweep(as.matrix(data[, of$variable, drop = FALSE]), 2, signs, `*`)
  covariance <- cov(keyed)
  cat(sprintf("%s %d %d ", name, nrow(of), nrow(keyed)))
  if (nrow(of) < 2) {
    cat("- -  (one statement)\n")
    next
  }
  if (any(diag(covariance) == 0) || sum(covariance) <= 0) {
    cat("- -  (a statement that all answered alike)\n")
    next
  }
  cat(sprintf("%.6f ", psych::alpha(as.data.frame(keyed), warnings = FALSE)$total$raw_alpha))
  if (nrow(of) < 3) {
    cat("-  (two statements)\n")
    next
  }
  fitted <- tryCatch(factanal(covmat = covariance, n.obs = nrow(keyed), factors = 1), error = function(why) NULL)
  if (is.null(fitted)) {
    cat("-  (no factor was found)\n")
    next
  }
  loadings <- as.vector(fitted$loadings)
  cat(sprintf("%.6f\n", sum(loadings * sqrt(diag(covariance)))^2 / sum(covariance)))
}
