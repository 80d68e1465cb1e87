//! A QR code in a terminal.

use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};

/// A QR code of half blocks, in capitals, for which the standard has fewer modules: scheme, host and the paths of
/// rooms are the same in both. The lowest level of correction: a screen is neither torn nor stained, and the code
/// stays small.
pub(super) fn qr_code(url: &str) -> String {
    let code = QrCode::with_error_correction_level(url.to_uppercase(), EcLevel::L);
    let drawn = code.map(|code| {
        let mut drawing = code.render::<Dense1x2>();
        drawing.quiet_zone(true).build()
    });
    drawn.unwrap_or_default()
}
