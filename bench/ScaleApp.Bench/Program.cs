using System.CommandLine;
using ScaleApp.Bench.Digests;
using ScaleApp.Bench.Gateway;
using ScaleApp.Bench.Http;
using ScaleApp.Bench.Jobs;
using ScaleApp.Bench.Rooms;
using ScaleApp.Bench.Startup;

var root = new RootCommand("Measures parts of ScaleApp beside their peers, both in one run on one machine.")
{
    StartupCommand.Create(),
    FixtureCommand.Create(),
    GatewayCommand.Create(),
    UpstreamCommand.Create(),
    HttpCommand.Create(),
    ScaleCommand.Create(),
    DigestCommand.Create(),
    DigestWorkerCommand.Create(),
    JobsCommand.Create(),
    JobsWorkerCommand.Create(),
    RoomsCommand.Create(),
    RoomsServerCommand.Create(),
    RoomsClientsCommand.Create(),
};

return await root.Parse(args).InvokeAsync();
