// The relay, where calls go over WebSockets: one container, off unless an image is named.
param location string
param tags object
param token string
param identity object
param image string
param workspaceId string
@description('What fills the templates of shared/settings.json.')
param facts object
param yourSettings object

var known = loadJsonContent('../../shared/settings.json')
var settings = union(yourSettings, mapValues(known.ours, template => reduce(items(facts), template, (text, fact) => replace(text, '\${${fact.key}}', fact.value))))

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' existing = {
  name: last(split(workspaceId, '/'))
}

resource environment 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: 'cae-${token}'
  location: location
  tags: tags
  properties: {
    appLogsConfiguration: {
      destination: 'azure-monitor'
    }
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: environment
  name: 'centralita'
  properties: {
    workspaceId: workspace.id
    logs: [
      {
        category: 'ContainerAppConsoleLogs'
        enabled: true
      }
    ]
  }
}

resource app 'Microsoft.App/containerApps@2025-01-01' = {
  name: 'relay-${token}'
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    environmentId: environment.id
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: true
        targetPort: 8080
        transport: 'http'
        allowInsecure: false
      }
    }
    template: {
      // Told to end, it closes its sockets, and the calls go on by webhook.
      terminationGracePeriodSeconds: 60
      containers: [
        {
          name: 'relay'
          image: image
          env: map(items(settings), each => { name: each.key, value: each.value })
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          probes: [
            {
              type: 'Readiness'
              httpGet: {
                path: '/health'
                port: 8080
              }
            }
          ]
        }
      ]
      scale: {
        minReplicas: 1
        maxReplicas: 10
        rules: [
          {
            name: 'sockets'
            http: {
              metadata: {
                concurrentRequests: '50'
              }
            }
          }
        ]
      }
    }
  }
}

output url string = 'wss://${app.properties.configuration.ingress.fqdn}'
