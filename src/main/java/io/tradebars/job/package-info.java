/**
 * The job: {@code main}, reading of settings, wiring, uids. {@code main} is short: read, validate, wire, execute; local
 * mode calls the same wiring.
 */
package io.tradebars.job;
