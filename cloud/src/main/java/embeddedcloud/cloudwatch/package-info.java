/** The part of CloudWatch that publishes metrics for a Step Functions task. */
package embeddedcloud.cloudwatch;
