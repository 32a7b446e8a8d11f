using System.CommandLine;
using ScaleApp.Bench.Balancer;
using ScaleApp.Bench.Http;
using ScaleApp.Bench.Jobs;
using ScaleApp.Bench.Rooms;
using ScaleApp.Bench.Startup;
using ScaleApp.Bench.Telemetry;

var root = new RootCommand("Measures parts of ScaleApp beside their peers, both in one run on one machine.")
{
    BalancerCommand.Create(),
    StartupCommand.Create(),
    UpstreamCommand.Create(),
    BalancerProcessCommand.Create(),
    JobsCommand.Create(),
    ContenderCommand.Create(),
    HttpCommand.Create(),
    ScaleCommand.Create(),
    TelemetryCommand.Create(),
    DashboardProcessCommand.Create(),
    RoomsCommand.Create(),
    RoomsServerCommand.Create(),
    RoomsClientsCommand.Create(),
};

return await root.Parse(args).InvokeAsync();
