/**
 * What an app sees of Vantage. An app is one small class that implements {@link
 * io.vantage.northbound.App}; it never meets a southbound library.
 */
package io.vantage.northbound;
