/** The apps that come with Vantage, one package each. */
package io.vantage.apps;
