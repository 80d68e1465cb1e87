//! The registry of metrics: some are updated where they are measured, others are read at each scrape.

use prometheus::core::Collector;
use prometheus::{IntCounter, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder};

use crate::platform::metrics;

/// Prometheus' registry, with what must be read first.
#[derive(Default)]
pub(in crate::server) struct MetricsRegistry {
    registry: Registry,
    readings: Vec<Box<dyn Fn() + Send + Sync>>,
}

impl MetricsRegistry {
    /// Adds a metric that is updated where it is measured.
    ///
    /// # Panics
    /// If there is one of its name already.
    pub(crate) fn add(&mut self, metric: Box<dyn Collector>) {
        let added = self.registry.register(metric);
        added.expect("every metric has its own name");
    }

    /// Adds a gauge that is read at each scrape.
    pub(crate) fn gauge<T: TryInto<i64>>(
        &mut self,
        name: &str,
        help: &str,
        read: impl Fn() -> T + Send + Sync + 'static,
    ) {
        let gauge = metrics::gauge(name, help);
        self.add(Box::new(gauge.clone()));
        self.readings.push(Box::new(move || set(&gauge, read())));
    }

    /// Adds several of them, distinguished by a label.
    pub(crate) fn gauges<T: TryInto<i64>, const N: usize>(
        &mut self,
        (name, help): (&str, &str),
        (label, values): (&str, [&str; N]),
        read: impl Fn() -> [T; N] + Send + Sync + 'static,
    ) {
        let all = IntGaugeVec::new(Opts::new(name, help), &[label]).expect("sound names");
        self.add(Box::new(all.clone()));
        let each = values.map(|value| all.with_label_values(&[value]));
        self.readings.push(Box::new(move || {
            for (gauge, value) in each.iter().zip(read()) {
                set(gauge, value);
            }
        }));
    }

    /// Adds a counter whose total is kept elsewhere.
    pub(crate) fn counter(
        &mut self,
        name: &str,
        help: &str,
        read: impl Fn() -> u64 + Send + Sync + 'static,
    ) {
        let counter = IntCounter::new(name, help).expect("a sound name");
        self.add(Box::new(counter.clone()));
        self.readings.push(Box::new(move || {
            let risen = read().saturating_sub(counter.get());
            counter.inc_by(risen);
        }));
    }

    /// Has this done at each scrape, before any metric is written.
    pub(crate) fn at_each_scrape(&mut self, read: impl Fn() + Send + Sync + 'static) {
        self.readings.push(Box::new(read));
    }

    /// All metrics as they are now, in Prometheus' text format.
    pub(crate) fn text(&self) -> String {
        for reading in &self.readings {
            reading();
        }
        let families = self.registry.gather();
        let text = TextEncoder::new().encode_to_string(&families);
        text.unwrap_or_else(|error| {
            tracing::error!(%error, "the metrics can't be written down");
            String::new()
        })
    }
}

/// What is too large for the gauge is set to the most it can hold.
fn set<T: TryInto<i64>>(gauge: &IntGauge, value: T) {
    gauge.set(value.try_into().unwrap_or(i64::MAX));
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

    use super::*;

    #[test]
    fn what_is_read_is_read_anew_each_time() {
        let value = Arc::new(AtomicU64::new(5));
        let (one, other) = (Arc::clone(&value), Arc::clone(&value));
        let mut registry = MetricsRegistry::default();
        registry.gauge("level", "A level.", move || one.load(Relaxed));
        registry.counter("sum_total", "A sum.", move || other.load(Relaxed));
        registry.gauges(("rooms", "Rooms."), ("door", ["open", "shut"]), || {
            [1_u64, u64::MAX]
        });
        let lines = ["level 5", "sum_total 5", "rooms{door=\"open\"} 1"];
        assert!(
            lines.iter().all(|line| registry.text().contains(line)),
            "{}",
            registry.text()
        );
        value.store(7, Relaxed);
        let text = registry.text();
        assert!(
            text.contains("level 7") && text.contains("sum_total 7"),
            "{text}"
        );
        // The most that a gauge holds, as the text format rounds it.
        assert!(text.contains("shut\"} 9223372036854776000"), "{text}");
        assert!(
            text.contains("# HELP level A level.\n# TYPE level gauge\n"),
            "{text}"
        );
    }
}
