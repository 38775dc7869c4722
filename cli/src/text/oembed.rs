//! Descriptions of frames for other programs, and why there is none.

pub(crate) const PROVIDER: &str = "Forkcast";
pub(crate) const JSON_ONLY: &str = "Descriptions of frames are JSON: leave out format, or set format=json.\n";
pub(crate) const OTHER_PAGE: &str = "url must be a link to the page of this server, with its fragment encoded: \
            url=https%3A%2F%2FHOST%2F%23v1%26change_days%3D7\n";
pub(crate) const NO_SIZE: &str = "maxwidth and maxheight must be whole numbers of pixels above 0.\n";
