/**
 * EC2, the Recycle Bin and the read calls of the EBS direct APIs: instances, volumes, snapshots and
 * images of accounts in Regions, with the limits, delays and errors that AWS documents. The EBS
 * direct APIs are here because they read the same snapshots and share the scripted faults and the
 * log of calls.
 */
package embeddedcloud.ec2;
