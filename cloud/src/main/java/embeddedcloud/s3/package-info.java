/** The part of Amazon S3 that puts and gets whole objects. */
package embeddedcloud.s3;
