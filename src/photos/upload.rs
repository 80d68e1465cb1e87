//! The bytes of an upload, held once on their way from the socket to the decoder.

use std::ops::{Deref, Range};

/// A photo in the buffer in which it arrived: a form's part stays where it is in the form.
#[derive(Debug)]
pub(crate) struct Upload {
    buffer: Vec<u8>,
    photo: Range<usize>,
}

impl Upload {
    /// The part of a buffer that is the photo; a range that isn't in it is no photo at all.
    pub(crate) fn within(buffer: Vec<u8>, photo: Range<usize>) -> Self {
        let photo = if buffer.get(photo.clone()).is_some() {
            photo
        } else {
            0..0
        };
        Self { buffer, photo }
    }
}

impl From<Vec<u8>> for Upload {
    fn from(buffer: Vec<u8>) -> Self {
        let photo = 0..buffer.len();
        Self { buffer, photo }
    }
}

impl Deref for Upload {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.buffer[self.photo.clone()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_stays_where_it_arrived() {
        let buffer = b"head photo tail".to_vec();
        let arrived = buffer.as_ptr();
        let upload = Upload::within(buffer, 5..10);
        assert_eq!(&*upload, b"photo");
        assert_eq!(upload.as_ptr(), arrived.wrapping_add(5));
        assert!(Upload::within(vec![1, 2], 1..3).is_empty());
        assert_eq!(&*Upload::from(vec![1, 2]), [1, 2]);
    }
}
