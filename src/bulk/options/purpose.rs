//! The purpose of a job, in the words of its messages. A comparison and a plan copy nothing, so their messages do not mention a copy.

/// The purpose of a job.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Purpose {
    /// It copies.
    #[default]
    Copy,
    /// It plans a copy.
    Plan,
    /// It compares.
    Comparison,
}

impl Purpose {
    /// What is done with a blob.
    pub fn done(self) -> &'static str {
        match self {
            Self::Copy | Self::Plan => "copied",
            Self::Comparison => "compared",
        }
    }

    /// That the job has not begun.
    pub fn nothing_done(self) -> &'static str {
        match self {
            Self::Copy | Self::Plan => "Nothing was copied.",
            Self::Comparison => "Nothing was compared.",
        }
    }

    /// That the job ended too early.
    pub fn stopped(self) -> &'static str {
        match self {
            Self::Copy => "The job stopped, and what was copied stays.",
            Self::Plan => "The plan is not complete.",
            Self::Comparison => "The comparison is not complete.",
        }
    }
}
