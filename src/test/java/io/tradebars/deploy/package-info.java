/**
 * Checks of what stands in deploy/, without Docker and Kubernetes: files parsed and compared with the pom, the job's options, the
 * operator's own model and README. {@link io.tradebars.deploy.DeployFiles} names the files. That the metrics they name are there is shown
 * where a job runs, by {@code io.tradebars.local.PrometheusMetricsIT}.
 */
package io.tradebars.deploy;
