// The question whether these answers may be kept for research, on the quiz's own screens.

import { isGuest } from "./answers-state.js";
import { consentBox } from "./consent.js";
import { consents, setConsent } from "./sitting.js";

export const askConsent = () => consentBox({ checked: consents(), way: isGuest() ? "guest" : "account", set: setConsent });
