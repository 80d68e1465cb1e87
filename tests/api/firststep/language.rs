//! Its errors are Indonesian.

use firststep::domain::moment::Moment;

/// KServe has the table's English messages.
#[test]
fn no_fault_of_a_route_falls_back_to_english() {
    let families = firststep::api::all();
    let family = |name| families.iter().find(|family| family.name == name);
    let own = family("firststep").expect("a family");
    let english = family("kserve").expect("a family");
    let now = Moment::from_micros(0);
    for route in &own.routes {
        let faults = route.operation().faults;
        assert!(!faults.is_empty(), "{}", route.pattern);
        for fault in faults {
            let (_, body) = (own.fault)(&fault, now);
            let (_, fallback) = (english.fault)(&fault, now);
            assert_ne!(body["msg"], fallback["error"], "{}", route.pattern);
        }
    }
}
