//! The datatypes that answers may come in; the numbers are whole in all of them.

/// A datatype: its name, how many bytes an element has, and how one is read.
pub(super) struct Datatype {
    name: &'static str,
    bytes: usize,
    read: fn(&[u8]) -> Option<i64>,
}

/// Reads an element of a type of Rust, little-endian.
macro_rules! read {
    ($kind:ty, $number:ident => $read:expr) => {
        |bytes| {
            let $number = <$kind>::from_le_bytes(bytes.try_into().ok()?);
            $read
        }
    };
}

#[rustfmt::skip] // one row a line
const ALL: [Datatype; 6] = [
    Datatype { name: "INT8", bytes: 1, read: read!(i8, number => Some(i64::from(number))) },
    Datatype { name: "INT16", bytes: 2, read: read!(i16, number => Some(i64::from(number))) },
    Datatype { name: "INT32", bytes: 4, read: read!(i32, number => Some(i64::from(number))) },
    Datatype { name: "INT64", bytes: 8, read: read!(i64, number => Some(number)) },
    Datatype { name: "FP32", bytes: 4, read: read!(f32, number => whole(f64::from(number))) },
    Datatype { name: "FP64", bytes: 8, read: read!(f64, number => whole(number)) },
];

impl Datatype {
    /// The one of this name.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|known| known.name == name)
    }

    /// Their names.
    pub(super) fn names() -> Vec<String> {
        ALL.iter().map(|known| known.name.to_owned()).collect()
    }

    /// The numbers in these bytes; `None` if one isn't whole or isn't there to its end.
    pub(super) fn numbers(&self, bytes: &[u8]) -> Option<Vec<i64>> {
        bytes.chunks(self.bytes).map(self.read).collect()
    }
}

/// A whole number, also one that is written as 2.0.
pub(super) fn whole(real: f64) -> Option<i64> {
    // Beyond the scale it is out of range, whatever it is.
    #[expect(clippy::cast_possible_truncation, reason = "within -128 to 127")]
    let number = (real.fract() == 0.0 && real.abs() <= 127.0).then_some(real as i64);
    number
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn numbers(name: &str, bytes: &[u8]) -> Option<Vec<i64>> {
        Datatype::named(name).expect(name).numbers(bytes)
    }

    proptest! {
        #[test]
        fn each_datatype_reads_what_numpy_writes(values in prop::collection::vec(-3_i8..=3, 0..200)) {
            let expected: Vec<i64> = values.iter().copied().map(i64::from).collect();
            macro_rules! written {
                ($kind:ty) => {
                    values.iter().flat_map(|value| <$kind>::from(*value).to_le_bytes()).collect::<Vec<u8>>()
                };
            }
            for (name, bytes) in [
                ("INT8", written!(i8)),
                ("INT16", written!(i16)),
                ("INT32", written!(i32)),
                ("INT64", written!(i64)),
                ("FP32", written!(f32)),
                ("FP64", written!(f64)),
            ] {
                prop_assert_eq!(numbers(name, &bytes), Some(expected.clone()), "{}", name);
            }
        }

        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            for datatype in &ALL {
                let whole = bytes.len().is_multiple_of(datatype.bytes);
                let read = datatype.numbers(&bytes);
                prop_assert!(whole || read.is_none(), "{}", datatype.name);
            }
        }
    }

    #[test]
    fn what_is_no_whole_number_is_none() {
        for number in [0.5, f32::NAN, f32::INFINITY, 128.0, -1e30] {
            assert_eq!(numbers("FP32", &number.to_le_bytes()), None, "{number}");
        }
        assert_eq!(numbers("FP64", &(-3.0_f64).to_le_bytes()), Some(vec![-3]));
        assert!(Datatype::named("UINT8").is_none(), "answers are signed");
    }
}
