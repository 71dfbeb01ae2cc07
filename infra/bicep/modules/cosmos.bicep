// Cosmos DB without a fixed capacity: transcripts, one partition a call, each line with a time to live of its own.
param location string
param tags object
param token string
param open bool
param users array

var roles = loadJsonContent('../../shared/transcripts.json')

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' = {
  name: 'cosmos-${token}'
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    capabilities: [
      {
        name: 'EnableServerless'
      }
    ]
    consistencyPolicy: {
      defaultConsistencyLevel: 'Session'
    }
    locations: [
      {
        locationName: location
        failoverPriority: 0
        isZoneRedundant: false
      }
    ]
    disableLocalAuth: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: open ? 'Enabled' : 'Disabled'
    backupPolicy: {
      type: 'Continuous'
      continuousModeProperties: {
        tier: 'Continuous7Days'
      }
    }
  }

  resource database 'sqlDatabases' = {
    name: 'centralita'
    properties: {
      resource: {
        id: 'centralita'
      }
    }

    resource transcripts 'containers' = {
      name: 'transcripts'
      properties: {
        resource: {
          id: 'transcripts'
          partitionKey: {
            paths: [
              '/callId'
            ]
            kind: 'Hash'
            version: 2
          }
          defaultTtl: -1
        }
      }
    }
  }
}

// The voice app writes, the agent app reads, and both only here.
@batchSize(1)
resource access 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2025-04-15' = [for user in users: {
  parent: account
  name: guid(account.id, user.principalId, roles[user.name])
  properties: {
    roleDefinitionId: '${account.id}/sqlRoleDefinitions/${roles[user.name]}'
    principalId: user.principalId
    scope: '${account.id}/dbs/centralita/colls/transcripts'
  }
  dependsOn: [
    account::database::transcripts
  ]
}]

output id string = account.id
output endpoint string = account.properties.documentEndpoint
