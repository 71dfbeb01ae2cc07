// PostgreSQL, the truth: tokens instead of passwords, and a deployer, not an app, as its administrator.
param location string
param tags object
param token string
param tier 'Burstable' | 'GeneralPurpose' | 'MemoryOptimized'
param sku string
param storageGb int
param highAvailability 'Disabled' | 'SameZone' | 'ZoneRedundant'
param open bool
param administratorId string
param administratorName string
param administratorType 'User' | 'ServicePrincipal' | 'Group'

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' = {
  name: 'psql-${token}'
  location: location
  tags: tags
  sku: {
    name: sku
    tier: tier
  }
  properties: {
    version: '17'
    createMode: 'Default'
    authConfig: {
      activeDirectoryAuth: 'Enabled'
      passwordAuth: 'Disabled'
      tenantId: tenant().tenantId
    }
    storage: {
      storageSizeGB: storageGb
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: 14
      geoRedundantBackup: 'Disabled'
    }
    highAvailability: {
      mode: highAvailability
    }
    network: {
      publicNetworkAccess: open ? 'Enabled' : 'Disabled'
    }
  }
}

// The server takes one change at a time: each waits for the one before it.
resource database 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2025-08-01' = {
  parent: server
  name: 'centralita'
  properties: {
    charset: 'UTF8'
    collation: 'en_US.utf8'
  }
}

resource extensions 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01' = {
  parent: server
  name: 'azure.extensions'
  properties: {
    value: 'VECTOR,PG_TRGM,UNACCENT'
    source: 'user-override'
  }
  dependsOn: [
    database
  ]
}

resource pooler 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01' = if (tier != 'Burstable') {
  parent: server
  name: 'pgbouncer.enabled'
  properties: {
    value: 'true'
    source: 'user-override'
  }
  dependsOn: [
    extensions
  ]
}

resource administrator 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2025-08-01' = if (!empty(administratorId)) {
  parent: server
  name: empty(administratorId) ? 'nobody' : administratorId
  properties: {
    principalType: administratorType
    principalName: administratorName
    tenantId: tenant().tenantId
  }
  dependsOn: [
    pooler
  ]
}

// Any Azure address may knock; a token of ours is needed to come in. Private networking takes this away.
resource azure 'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules@2025-08-01' = if (open) {
  parent: server
  name: 'azure'
  properties: {
    startIpAddress: '0.0.0.0'
    endIpAddress: '0.0.0.0'
  }
  dependsOn: [
    administrator
  ]
}

output id string = server.id
output name string = server.name
output host string = server.properties.fullyQualifiedDomainName
