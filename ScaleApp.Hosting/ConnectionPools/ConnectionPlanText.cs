using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

internal static class ConnectionPlanText
{
    public static string Of(ConnectionPlan plan)
    {
        var text = new StringWriter();
        text.WriteLine($"PostgreSQL '{plan.Server.Name}': max_connections {plan.MaxConnections}, of which {plan.Reserve} are reserved for administration.");
        text.WriteLine($"  A process has a pool of {plan.PoolSize} connections{(plan.Standby is null ? "" : " to each server, and one to compare their positions")}: "
            + $"({plan.MaxConnections} - {plan.Reserve}) / {plan.Processes} processes.");
        foreach (var client in plan.Clients)
        {
            var replicas = client.GetReplicaCount();
            text.WriteLine($"    {client.Name,-12} {replicas,3} x {plan.ConnectionsPerProcess} = {replicas * plan.ConnectionsPerProcess}");
        }

        var sum = plan.Processes * plan.ConnectionsPerProcess;
        text.WriteLine($"    {"together",-12} {sum} of {plan.MaxConnections - plan.Reserve}");
        if (plan.Pooler is { } pooler)
        {
            WritePooler(text, plan, pooler, sum);
        }

        text.WriteLine(plan.Standby is { } standby
            ? $"Read replica '{standby.Name}': max_connections {plan.MaxConnections}, as its primary, for the same {sum} connections{(plan.Pooler is null ? "" : ", past PgBouncer")}."
            : $"No read replica. --{ReadReplicaExtensions.Setting}=true adds one.");
        return text.ToString();
    }

    private static void WritePooler(StringWriter text, ConnectionPlan plan, PgBouncerResource pooler, int clients)
    {
        text.WriteLine($"PgBouncer '{pooler.Name}', transaction mode: the {clients} connections above are its clients; max_client_conn {plan.PoolerClients} is {plan.Reserve} more.");
        text.WriteLine($"  Connections to '{plan.Server.Name}':");
        text.WriteLine($"    {"PgBouncer",-12} {pooler.PoolSize} (default_pool_size)");
        foreach (var client in plan.Clients.Where(ConnectionPlan.NeedsDirect))
        {
            var replicas = client.GetReplicaCount();
            text.WriteLine($"    {client.Name,-12} {replicas} x {ConnectionPlan.DirectPoolSize} = {replicas * ConnectionPlan.DirectPoolSize}, direct");
        }

        text.WriteLine($"    {"together",-12} {pooler.PoolSize + plan.DirectConnections} of {plan.MaxConnections - plan.Reserve}");
    }
}
