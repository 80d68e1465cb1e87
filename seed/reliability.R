# Cronbach's alpha and McDonald's omega of each scale, from `firststep export --what research --format csv`.
#
#   Rscript reliability.R research.csv codebook.csv [--all] [--factors]
#
# Takes the rows of the statements in the codebook whose result is reliable, with --all the others, too; of each person
# the first of these. Needs the package psych (Debian: r-cran-psych). Omega is that of one factor, fitted by maximum
# likelihood: the squared sum of its unstandardised loadings, over the variance of the scale's sum. Where there is none,
# the line says why: alpha needs two statements, omega three. reliability.py prints the same, and so do the server's
# statistics, which have the confidence intervals.
#
# With --factors it looks at all statements at once: how many factors stand out from chance (parallel analysis), and how
# many of each scale's statements load most on one of four factors, which no other scale has, in the key's direction.

if (!requireNamespace("psych", quietly = TRUE)) stop("This needs the package psych: install.packages(\"psych\").")

words <- commandArgs(trailingOnly = TRUE)
files <- words[!startsWith(words, "--")]
if (length(files) != 2) stop("Rscript reliability.R research.csv codebook.csv [--all] [--factors]")
read <- function(path) read.csv(path, encoding = "UTF-8", colClasses = "character", na.strings = "")
data <- read(files[1])
codebook <- read(files[2])

items <- codebook[grepl("^q[0-9]+$", codebook$variable) & !is.na(codebook$scale), ]
if (nrow(items) == 0) stop("The codebook has no statements with a key.")
data <- data[data$questionnaire %in% items$questionnaire[1], ]
if (!"--all" %in% words) data <- data[data$reliable %in% "1", ]
# Whoever has no account is somebody else each time.
if (!is.null(data$sitting)) data <- data[order(as.numeric(data$sitting)), ]
data <- data[is.na(data$person) | !duplicated(data$person), ]
if (nrow(data) < 3) stop(nrow(data), " people: nothing can be reckoned from so few.")
keyed <- sweep(sapply(data[, items$variable], as.numeric), 2, as.numeric(items$keyed), `*`)

# R's default ends the search for the loadings while the sixth place still moves.
omega <- function(covariance, people) {
  if (any(diag(covariance) < 1e-12)) return("-  (a statement that all answered alike)")
  if (ncol(covariance) < 3) return("-  (two statements)")
  control <- list(opt = list(factr = 10, pgtol = 0, maxit = 10000))
  fit <- tryCatch(factanal(covmat = covariance, n.obs = people, factors = 1, control = control),
                  error = function(why) NULL)
  if (is.null(fit)) return("-  (no factor was found)")
  sprintf("%.6f", sum(as.vector(fit$loadings) * sqrt(diag(covariance)))^2 / sum(covariance))
}

figures <- function(of) {
  covariance <- cov(of)
  if (ncol(of) < 2) return("- -  (one statement)")
  # Less than that comes from rounding.
  alike <- any(diag(covariance) < 1e-12)
  if (sum(covariance) < 1e-12) return(sprintf("- -  (%s that all answered alike)", if (alike) "a statement" else "a scale"))
  # psych leaves out statements that all answered alike, and so finds the alpha of fewer. It warns of statements that go
  # against their scale, which is the key's business.
  alpha <- if (alike) ncol(of) / (ncol(of) - 1) * (1 - sum(diag(covariance)) / sum(covariance)) else
    suppressWarnings(psych::alpha(as.data.frame(of), warnings = FALSE, check.keys = FALSE))$total$raw_alpha
  sprintf("%.6f %s", alpha, omega(covariance, nrow(of)))
}

scale_line <- function(name) {
  of <- keyed[, items$scale == name, drop = FALSE]
  sprintf("%s %d %d %s", name, ncol(of), nrow(of), figures(of))
}

# Eigenvalues above those of 95 in 100 tables in which each statement's answers are shuffled.
standing_out <- function() {
  values <- function(table) eigen(cor(table), symmetric = TRUE, only.values = TRUE)$values
  set.seed(60)
  chance <- apply(replicate(100, values(apply(keyed, 2, sample))), 1, quantile, 0.95)
  sum(cumprod(values(keyed) > chance))
}

factors <- function(scales) {
  loadings <- unclass(factanal(keyed, factors = length(scales), rotation = "promax")$loadings)
  mean_of <- sapply(scales, function(name) colMeans(loadings[items$scale == name, , drop = FALSE]))
  own <- apply(abs(mean_of), 2, which.max)
  most <- apply(abs(loadings), 1, which.max)
  for (at in seq_along(scales)) {
    mine <- which(items$scale == scales[at])
    right <- most[mine] == own[at] & sign(loadings[mine, own[at]]) == sign(mean_of[own[at], at])
    shared <- if (sum(own == own[at]) > 1) " (a factor that another scale has as well)" else ""
    cat(sprintf("%s %d of %d%s\n", scales[at], sum(right), length(mine), shared))
  }
}

scales <- unique(items$scale)
cat("scale statements people alpha omega\n")
cat(paste0(sapply(scales, scale_line), "\n"), sep = "")
if ("--factors" %in% words) {
  if (nrow(keyed) < 100 || any(apply(keyed, 2, sd) == 0)) stop("Factors need 100 people and no statement that all answered alike.")
  cat(sprintf("factors that stand out from chance: %d\n", standing_out()))
  factors(scales)
}
