// The desk's own behaviour; everything works without it but typing Japanese comfortably and hearing of news.
"use strict";
