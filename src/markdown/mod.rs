//! Markdown: the home of `pulldown_cmark`, `ammonia` and `syntect`.
//!
//! [`parse`] reads a text into flat blocks with places, which records are made of. [`render`] turns the same text
//! into safe HTML with marks, wrappers and anchors put where the caller wants them. Both read the same dialect:
//! `CommonMark` with GitHub's tables, task lists, strikethrough, footnotes and alerts.

mod blocks;
mod comments;
mod dialect;
mod document;
mod marker;
mod render;

pub use blocks::parse;
pub use comments::{Comment, comments};
pub use document::{Block, BlockKind, Document, FenceInfo, Inline, ItemInfo, LinkInfo};
pub use marker::{Marker, marker};
pub use render::{Anchor, Label, Link, LinkTarget, Mark, RenderOptions, Rendered, Wrapper, render};
