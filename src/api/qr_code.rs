//! QR codes that a page draws.

use qrcode::{Color, EcLevel, QrCode};

/// The rows of a link's code, each a text of 1 (dark) and 0, without the margin of four; none if the link is too
/// long for one, as none of ours is.
pub(crate) fn rows(link: &str) -> Vec<String> {
    let Ok(code) = QrCode::with_error_correction_level(link, EcLevel::M) else {
        return Vec::new();
    };
    let width = code.width();
    let sign = |color: &Color| if *color == Color::Dark { '1' } else { '0' };
    let colors = code.to_colors();
    let rows = colors.chunks(width);
    rows.map(|row| row.iter().map(sign).collect()).collect()
}
