// Azure Managed Redis with RediSearch: the serving copy of the vectors, permits, locks.
param location string
param tags object
param token string
param sku string
param highAvailability bool
param open bool
param users array

resource cluster 'Microsoft.Cache/redisEnterprise@2025-07-01' = {
  name: 'amr-${token}'
  location: location
  tags: tags
  sku: {
    name: sku
  }
  properties: {
    highAvailability: highAvailability ? 'Enabled' : 'Disabled'
    minimumTlsVersion: '1.2'
    publicNetworkAccess: open ? 'Enabled' : 'Disabled'
  }
}

// RediSearch asks for this clustering and this eviction, and cannot be added later.
resource database 'Microsoft.Cache/redisEnterprise/databases@2025-07-01' = {
  parent: cluster
  name: 'default'
  properties: {
    clientProtocol: 'Encrypted'
    port: 10000
    clusteringPolicy: 'EnterpriseCluster'
    evictionPolicy: 'NoEviction'
    accessKeysAuthentication: 'Disabled'
    modules: [
      {
        name: 'RediSearch'
      }
    ]
  }
}

// There is one policy, and it allows everything.
@batchSize(1)
resource access 'Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments@2025-07-01' = [for user in users: {
  parent: database
  name: user.name
  properties: {
    accessPolicyName: 'default'
    user: {
      objectId: user.principalId
    }
  }
}]

output id string = cluster.id
output host string = cluster.properties.hostName
