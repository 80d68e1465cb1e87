//! A board of instruments: some measure by themselves, others are read when somebody looks.

use prometheus::core::Collector;
use prometheus::{IntCounter, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder};

use crate::platform::metrics;

/// What is shown.
#[derive(Default)]
pub(super) struct Board {
    registry: Registry,
    readings: Vec<Box<dyn Fn() + Send + Sync>>,
}

impl Board {
    /// Shows an instrument that measures by itself.
    ///
    /// # Panics
    /// If there is one of its name already.
    pub(crate) fn show(&mut self, instrument: Box<dyn Collector>) {
        let shown = self.registry.register(instrument);
        shown.expect("every instrument has its own name");
    }

    /// Shows a number that rises and falls.
    pub(crate) fn gauge<T: TryInto<i64>>(
        &mut self,
        name: &str,
        help: &str,
        read: impl Fn() -> T + Send + Sync + 'static,
    ) {
        let gauge = metrics::gauge(name, help);
        self.show(Box::new(gauge.clone()));
        self.readings.push(Box::new(move || set(&gauge, read())));
    }

    /// Shows several of them, told apart by a label.
    pub(crate) fn gauges<T: TryInto<i64>, const N: usize>(
        &mut self,
        (name, help): (&str, &str),
        (label, values): (&str, [&str; N]),
        read: impl Fn() -> [T; N] + Send + Sync + 'static,
    ) {
        let all = IntGaugeVec::new(Opts::new(name, help), &[label]).expect("sound names");
        self.show(Box::new(all.clone()));
        let each = values.map(|value| all.with_label_values(&[value]));
        self.readings.push(Box::new(move || {
            for (gauge, value) in each.iter().zip(read()) {
                set(gauge, value);
            }
        }));
    }

    /// Shows a number that only rises, counted elsewhere.
    pub(crate) fn counter(
        &mut self,
        name: &str,
        help: &str,
        read: impl Fn() -> u64 + Send + Sync + 'static,
    ) {
        let counter = IntCounter::new(name, help).expect("a sound name");
        self.show(Box::new(counter.clone()));
        self.readings.push(Box::new(move || {
            let risen = read().saturating_sub(counter.get());
            counter.inc_by(risen);
        }));
    }

    /// Has this done whenever somebody looks.
    pub(crate) fn each_time(&mut self, read: impl Fn() + Send + Sync + 'static) {
        self.readings.push(Box::new(read));
    }

    /// Everything as it is now, in Prometheus' text format.
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

/// What is too large for the gauge is shown as the most it can be.
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
        let mut board = Board::default();
        board.gauge("level", "A level.", move || one.load(Relaxed));
        board.counter("sum_total", "A sum.", move || other.load(Relaxed));
        board.gauges(("rooms", "Rooms."), ("door", ["open", "shut"]), || {
            [1_u64, u64::MAX]
        });
        let lines = ["level 5", "sum_total 5", "rooms{door=\"open\"} 1"];
        assert!(
            lines.iter().all(|line| board.text().contains(line)),
            "{}",
            board.text()
        );
        value.store(7, Relaxed);
        let text = board.text();
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
