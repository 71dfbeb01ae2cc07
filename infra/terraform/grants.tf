# Who may do what: `shared/grants.json`, at the places that it names.
locals {
  roles = jsondecode(file("${local.shared}/roles.json"))
  people = {
    voice    = { id = azurerm_user_assigned_identity.main["voice"].principal_id, type = "ServicePrincipal" }
    agent    = { id = azurerm_user_assigned_identity.main["agent"].principal_id, type = "ServicePrincipal" }
    deployer = { id = var.principal_id, type = var.principal_type }
  }
  work = azurerm_storage_account.main["work"].id
  places = {
    work        = { account = local.work }
    queue       = { for queue in local.queues : queue => "${local.work}/queueServices/default/queues/${queue}" }
    attachments = { container = "${local.work}/blobServices/default/containers/attachments" }
    audio       = { container = "${local.work}/blobServices/default/containers/audio" }
    exports     = { container = "${local.work}/blobServices/default/containers/exports" }
    recordings  = { container = "${local.work}/blobServices/default/containers/recordings" }
    hostVoice   = { account = azurerm_storage_account.main["voice"].id }
    hostAgent   = { account = azurerm_storage_account.main["agent"].id }
    vaultVoice  = { vault = azurerm_key_vault.main["voice"].id }
    vaultAgent  = { vault = azurerm_key_vault.main["agent"].id }
    openai      = { account = azurerm_cognitive_account.openai.id }
    insights    = { component = azurerm_application_insights.main.id }
    scheduler   = { for scheduler in azapi_resource.scheduler : "scheduler" => scheduler.id }
  }
  # Nobody is granted anything as nobody: without a deployer there are no grants to one.
  grants = merge([for grant in jsondecode(file("${local.shared}/grants.json")) : {
    for part, scope in local.places[grant.on] : "${grant.to}-${grant.on}-${part}-${grant.role}" => merge(grant, { scope = scope })
  } if grant.to != "deployer" || var.principal_id != ""]...)
}

resource "azurerm_role_assignment" "main" {
  for_each           = local.grants
  scope              = each.value.scope
  role_definition_id = "/subscriptions/${data.azurerm_client_config.current.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/${local.roles[each.value.role]}"
  principal_id       = local.people[each.value.to].id
  principal_type     = local.people[each.value.to].type
  depends_on         = [azurerm_storage_container.main, azurerm_storage_queue.main]
}
