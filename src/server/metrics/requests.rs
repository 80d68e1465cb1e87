//! Requests counted by route and status, which costs a few atomic additions each.

use std::sync::OnceLock;
use std::time::Duration;

use prometheus::core::Collector;
use prometheus::{Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec};

use crate::http::request_labels::RequestLabels;
use crate::platform::metrics;

/// The statuses that anything here answers with, rising; any other is counted as `other`.
const STATUSES: [u16; 36] = [
    200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 406, 408, 409,
    410, 411, 412, 413, 414, 415, 416, 417, 418, 422, 429, 431, 500, 501, 503, 505, 507,
];

/// The counters of all requests.
pub(in crate::server) struct RequestMetrics {
    series: Vec<Series>,
    counts: IntCounterVec,
    seconds: HistogramVec,
    refused: IntCounterVec,
}

/// The counters of one set of labels, each looked up once, when it is first needed.
struct Series {
    labels: RequestLabels,
    /// One for each of [`STATUSES`], and one for the others.
    statuses: [OnceLock<IntCounter>; STATUSES.len() + 1],
    took: OnceLock<Histogram>,
}

impl RequestMetrics {
    pub(crate) fn new(labels: Vec<RequestLabels>) -> Self {
        let spread = HistogramOpts::new(
            "firststep_http_request_duration_seconds",
            "From a request's last byte to its answer's first, by route.",
        );
        let spread = spread.buckets(metrics::SECONDS.to_vec());
        let series = labels.into_iter().map(|labels| Series {
            labels,
            statuses: [const { OnceLock::new() }; STATUSES.len() + 1],
            took: OnceLock::new(),
        });
        Self {
            series: series.collect(),
            counts: metrics::counters(
                "firststep_http_requests_total",
                "Requests answered, by route and status. HEAD counts as GET.",
                &["method", "route", "family", "status"],
            ),
            seconds: HistogramVec::new(spread, &["method", "route", "family"])
                .expect("sound names and rising bounds"),
            refused: metrics::counters(
                "firststep_refused_total",
                "Requests and connections refused before any route saw them, by reason.",
                &["reason"],
            ),
        }
    }

    /// Counts an answer under the labels of this place.
    pub(crate) fn count(&self, index: usize, status: u16, took: Duration) {
        let Some(series) = self.series.get(index) else {
            return;
        };
        let slot = STATUSES.binary_search(&status).unwrap_or(STATUSES.len());
        let RequestLabels {
            method,
            pattern,
            family,
        } = series.labels;
        let counter = series.statuses[slot].get_or_init(|| {
            let name = STATUSES
                .get(slot)
                .map_or("other".to_owned(), u16::to_string);
            self.counts
                .with_label_values(&[method, pattern, family, &name])
        });
        counter.inc();
        let find = || self.seconds.with_label_values(&[method, pattern, family]);
        let spread = series.took.get_or_init(find);
        spread.observe(took.as_secs_f64());
    }

    /// Counts a refusal of the edge's.
    pub(crate) fn refused(&self, reason: &str) {
        self.refused.with_label_values(&[reason]).inc();
    }

    /// What the registry takes.
    pub(crate) fn collectors(&self) -> [Box<dyn Collector>; 3] {
        [
            Box::new(self.counts.clone()),
            Box::new(self.seconds.clone()),
            Box::new(self.refused.clone()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_found_and_others_are_one() {
        assert!(STATUSES.is_sorted());
        let labels = RequestLabels {
            method: "GET",
            pattern: "/a/{b}",
            family: "site",
        };
        let requests = RequestMetrics::new(vec![labels]);
        for status in [200, 200, 507, 299, 999] {
            requests.count(0, status, Duration::from_millis(3));
        }
        // A place beyond the last is ignored: a defect elsewhere costs no request.
        requests.count(1, 200, Duration::ZERO);
        let count = |status| {
            let labels = ["GET", "/a/{b}", "site", status];
            requests.counts.with_label_values(&labels).get()
        };
        assert_eq!(["200", "507", "other"].map(count), [2, 1, 2]);
        let labels = ["GET", "/a/{b}", "site"];
        let spread = requests.seconds.with_label_values(&labels);
        assert_eq!(spread.get_sample_count(), 5);
    }
}
