// Who the apps are: one identity each, so that the API of the web page cannot do what the telephone does.
param location string
param tags object
param token string

resource identities 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = [for app in ['voice', 'agent']: {
  name: 'id-${app}-${token}'
  location: location
  tags: tags
}]

output voice object = {
  id: identities[0].id
  name: identities[0].name
  principalId: identities[0].properties.principalId
  clientId: identities[0].properties.clientId
}
output agent object = {
  id: identities[1].id
  name: identities[1].name
  principalId: identities[1].properties.principalId
  clientId: identities[1].properties.clientId
}
