// Centralita in one resource group: what is in it, and what each part is told of the others.
targetScope = 'subscription'

@minLength(1)
@maxLength(20)
@description('Name of the environment; part of every name.')
param environmentName string

@description('Region of everything but the web page.')
param location string

@description('Static Web Apps are offered in few regions.')
param webLocation string = 'westeurope'

@description('What it is to bear: a line of shared/sizes.json.')
param size 'small' | 'production' = 'small'

@description('Who deploys: puts the secrets there and is the administrator of PostgreSQL. Empty: nobody is.')
param principalId string = ''

@description('The display name or user principal name of who deploys, as Entra writes it.')
param principalName string = ''

param principalType 'User' | 'ServicePrincipal' | 'Group' = 'User'

@description('Data services answer in the private network only, and the apps leave by one address.')
param privateNetworking bool = false

@description('Where orchestrations live. Neither can be moved into the other.')
param durableBackend 'AzureStorage' | 'DurableTaskScheduler' = 'AzureStorage'

@description('Image of the relay; empty: calls go by webhooks alone.')
param relayImage string = ''

@description('The address at which Twilio reaches the voice app, with a domain of your own; empty: Azure\'s.')
param publicUrl string = ''

param pythonVersion string = '3.13'

@description('Settings that are yours (shared/settings.json names them). No secrets: they lie in the vaults.')
param yourSettings object

@description('Who is told of alerts and of money; empty: nobody.')
param alertEmail string = ''

@description('Money of a month in the currency of the subscription; 0: no budget.')
param monthlyBudget int = 0

@description('First day of a month. A budget cannot move it: leave it once it is there.')
param budgetStart string = '2026-12-01'

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = {
  'azd-env-name': environmentName
  workload: 'centralita'
}
var chosen = loadJsonContent('../shared/sizes.json')[size]
var queueNames = loadJsonContent('../shared/queues.json')
var open = !privateNetworking
var scheduled = durableBackend == 'DurableTaskScheduler'

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    logDays: chosen.logDays
  }
}

module identities 'modules/identities.bicep' = {
  name: 'identities'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  name: 'network'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
  }
}

module work 'modules/storage.bicep' = {
  name: 'work'
  scope: group
  params: {
    name: 'st${token}'
    location: location
    tags: tags
    sku: chosen.storage
    open: open
    containers: ['attachments', 'audio', 'exports', 'recordings']
    queues: concat(queueNames, map(queueNames, name => '${name}-poison'))
  }
}

module hostVoice 'modules/storage.bicep' = {
  name: 'host-voice'
  scope: group
  params: {
    name: 'stvoice${token}'
    location: location
    tags: tags
    sku: chosen.storage
    open: open
    containers: ['packages']
  }
}

module hostAgent 'modules/storage.bicep' = {
  name: 'host-agent'
  scope: group
  params: {
    name: 'stagent${token}'
    location: location
    tags: tags
    sku: chosen.storage
    open: open
    containers: ['packages']
  }
}

module vaults 'modules/vaults.bicep' = {
  name: 'vaults'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    open: open
  }
}

module postgres 'modules/postgres.bicep' = {
  name: 'postgres'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    tier: chosen.postgres.tier
    sku: chosen.postgres.sku
    storageGb: chosen.postgres.storageGb
    highAvailability: chosen.postgres.highAvailability
    open: open
    administratorId: principalId
    administratorName: principalName
    administratorType: principalType
  }
}

module redis 'modules/redis.bicep' = {
  name: 'redis'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    sku: chosen.redis.sku
    highAvailability: chosen.redis.highAvailability
    open: open
    users: [
      {
        name: 'voice'
        principalId: identities.outputs.voice.principalId
      }
      {
        name: 'agent'
        principalId: identities.outputs.agent.principalId
      }
    ]
  }
}

module cosmos 'modules/cosmos.bicep' = {
  name: 'cosmos'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    open: open
    users: [
      {
        name: 'voice'
        principalId: identities.outputs.voice.principalId
      }
      {
        name: 'agent'
        principalId: identities.outputs.agent.principalId
      }
    ]
  }
}

module openai 'modules/openai.bicep' = {
  name: 'openai'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    open: open
  }
}

module durable 'modules/durable.bicep' = if (scheduled) {
  name: 'durable'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
  }
}

module endpoints 'modules/endpoints.bicep' = if (privateNetworking) {
  name: 'endpoints'
  scope: group
  params: {
    location: location
    tags: tags
    networkId: network!.outputs.networkId
    subnetId: network!.outputs.endpointSubnetId
    targets: [
      { name: 'blob', resourceId: work.outputs.id, group: 'blob', zone: 'privatelink.blob.${environment().suffixes.storage}' }
      { name: 'queue', resourceId: work.outputs.id, group: 'queue', zone: 'privatelink.queue.${environment().suffixes.storage}' }
      { name: 'voice-blob', resourceId: hostVoice.outputs.id, group: 'blob', zone: 'privatelink.blob.${environment().suffixes.storage}' }
      { name: 'voice-queue', resourceId: hostVoice.outputs.id, group: 'queue', zone: 'privatelink.queue.${environment().suffixes.storage}' }
      { name: 'voice-table', resourceId: hostVoice.outputs.id, group: 'table', zone: 'privatelink.table.${environment().suffixes.storage}' }
      { name: 'agent-blob', resourceId: hostAgent.outputs.id, group: 'blob', zone: 'privatelink.blob.${environment().suffixes.storage}' }
      { name: 'voice-vault', resourceId: vaults.outputs.voiceId, group: 'vault', zone: 'privatelink.vaultcore.azure.net' }
      { name: 'agent-vault', resourceId: vaults.outputs.agentId, group: 'vault', zone: 'privatelink.vaultcore.azure.net' }
      { name: 'postgres', resourceId: postgres.outputs.id, group: 'postgresqlServer', zone: 'privatelink.postgres.database.azure.com' }
      { name: 'redis', resourceId: redis.outputs.id, group: 'redisEnterprise', zone: 'privatelink.redis.azure.net' }
      { name: 'cosmos', resourceId: cosmos.outputs.id, group: 'Sql', zone: 'privatelink.documents.azure.com' }
      { name: 'openai', resourceId: openai.outputs.id, group: 'account', zone: 'privatelink.openai.azure.com' }
    ]
  }
}

module grants 'modules/grants.bicep' = {
  name: 'grants'
  scope: group
  params: {
    people: {
      voice: {
        principalId: identities.outputs.voice.principalId
        type: 'ServicePrincipal'
      }
      agent: {
        principalId: identities.outputs.agent.principalId
        type: 'ServicePrincipal'
      }
      deployer: {
        principalId: principalId
        type: principalType
      }
    }
    names: {
      work: work.outputs.name
      hostVoice: hostVoice.outputs.name
      hostAgent: hostAgent.outputs.name
      vaultVoice: vaults.outputs.voiceName
      vaultAgent: vaults.outputs.agentName
      openai: openai.outputs.name
      insights: monitoring.outputs.insightsName
      scheduler: scheduled ? durable!.outputs.name : ''
    }
  }
}

// What the templates in shared/settings.json are filled with: first what both apps are told, then each its own.
var facts = {
  publicUrl: empty(publicUrl) ? 'https://func-voice-${token}.azurewebsites.net' : publicUrl
  workQueues: work.outputs.queues
  workBlobs: work.outputs.blobs
  postgresHost: postgres.outputs.host
  postgresPort: string(chosen.postgres.port)
  connections: string(chosen.postgres.connections)
  redisHost: redis.outputs.host
  cosmosEndpoint: cosmos.outputs.endpoint
  openaiEndpoint: openai.outputs.endpoint
  durableType: scheduled ? 'azureManaged' : 'AzureStorage'
  durableConnection: scheduled ? 'DURABLE_TASK_SCHEDULER' : 'AzureWebJobsStorage'
}
var voiceFacts = union(facts, {
  role: 'voice'
  clientId: identities.outputs.voice.clientId
  identityName: identities.outputs.voice.name
  vaultUri: vaults.outputs.voiceUri
  hostBlobs: hostVoice.outputs.blobs
  hostQueues: hostVoice.outputs.queues
  hostTables: hostVoice.outputs.tables
  scheduler: scheduled ? '${durable!.outputs.connection};ClientID=${identities.outputs.voice.clientId}' : ''
})
var agentFacts = union(facts, {
  role: 'agent'
  clientId: identities.outputs.agent.clientId
  identityName: identities.outputs.agent.name
  vaultUri: vaults.outputs.agentUri
  hostBlobs: hostAgent.outputs.blobs
  hostQueues: hostAgent.outputs.queues
  hostTables: hostAgent.outputs.tables
  scheduler: ''
  relayUrl: ''
})

module relay 'modules/relay.bicep' = if (!empty(relayImage)) {
  name: 'relay'
  scope: group
  params: {
    location: location
    tags: tags
    token: token
    identity: identities.outputs.voice
    image: relayImage
    workspaceId: monitoring.outputs.workspaceId
    facts: union(voiceFacts, { relayUrl: '' })
    yourSettings: yourSettings
  }
  dependsOn: [
    grants
  ]
}

module voice 'modules/app.bicep' = {
  name: 'voice'
  scope: group
  params: {
    role: 'voice'
    location: location
    tags: tags
    token: token
    identity: identities.outputs.voice
    packages: '${hostVoice.outputs.blobs}packages'
    pythonVersion: pythonVersion
    memoryMb: chosen.voice.memoryMb
    most: chosen.voice.most
    concurrency: chosen.voice.concurrency
    ready: filter([
      { name: 'http', instanceCount: chosen.voice.httpReady }
      { name: 'durable', instanceCount: scheduled ? 0 : 1 }
      { name: 'function:on_dial', instanceCount: chosen.voice.dialReady }
    ], each => each.instanceCount > 0)
    subnetId: privateNetworking ? network!.outputs.voiceSubnetId : ''
    connectionString: monitoring.outputs.connectionString
    facts: union(voiceFacts, { relayUrl: empty(relayImage) ? '' : relay!.outputs.url })
    yourSettings: yourSettings
  }
  dependsOn: [
    grants
    endpoints
  ]
}

module agent 'modules/app.bicep' = {
  name: 'agent'
  scope: group
  params: {
    role: 'agent'
    location: location
    tags: tags
    token: token
    identity: identities.outputs.agent
    packages: '${hostAgent.outputs.blobs}packages'
    pythonVersion: pythonVersion
    memoryMb: chosen.agent.memoryMb
    most: chosen.agent.most
    concurrency: chosen.agent.concurrency
    ready: filter([
      { name: 'http', instanceCount: chosen.agent.httpReady }
    ], each => each.instanceCount > 0)
    subnetId: privateNetworking ? network!.outputs.agentSubnetId : ''
    connectionString: monitoring.outputs.connectionString
    facts: agentFacts
    yourSettings: yourSettings
  }
  dependsOn: [
    grants
    endpoints
  ]
}

module web 'modules/web.bicep' = {
  name: 'web'
  scope: group
  params: {
    location: webLocation
    backendLocation: location
    tags: tags
    token: token
    backendId: agent.outputs.id
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    location: location
    tags: tags
    email: alertEmail
    insightsId: monitoring.outputs.insightsId
    targets: {
      postgres: postgres.outputs.id
      redis: redis.outputs.id
      work: work.outputs.id
      openai: openai.outputs.id
    }
  }
}

module diagnostics 'modules/diagnostics.bicep' = {
  name: 'diagnostics'
  scope: group
  params: {
    workspaceId: monitoring.outputs.workspaceId
    names: {
      work: work.outputs.name
      vaultVoice: vaults.outputs.voiceName
      vaultAgent: vaults.outputs.agentName
      postgres: postgres.outputs.name
      cosmos: last(split(cosmos.outputs.id, '/'))
      openai: openai.outputs.name
    }
  }
}

module budget 'modules/budget.bicep' = if (monthlyBudget > 0 && !empty(alertEmail)) {
  name: 'budget'
  scope: group
  params: {
    amount: monthlyBudget
    start: budgetStart
    email: alertEmail
  }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output SERVICE_VOICE_NAME string = voice.outputs.name
output SERVICE_AGENT_NAME string = agent.outputs.name
output SERVICE_WEB_NAME string = web.outputs.name
output VOICE_URL string = facts.publicUrl
output WEB_URL string = 'https://${web.outputs.host}'
output VOICE_VAULT string = vaults.outputs.voiceName
output AGENT_VAULT string = vaults.outputs.agentName
output POSTGRES_HOST string = postgres.outputs.host
output VOICE_IDENTITY string = identities.outputs.voice.name
output VOICE_PRINCIPAL string = identities.outputs.voice.principalId
output AGENT_IDENTITY string = identities.outputs.agent.name
output AGENT_PRINCIPAL string = identities.outputs.agent.principalId
output OUTBOUND_ADDRESS string = privateNetworking ? network!.outputs.outboundAddress : ''
