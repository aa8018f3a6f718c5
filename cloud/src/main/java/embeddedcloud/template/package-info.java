/**
 * A SAM template as CloudFormation deploys it: parameters, conditions and intrinsic functions are
 * resolved, and what the embedded cloud cannot run as AWS does is refused.
 */
package embeddedcloud.template;
