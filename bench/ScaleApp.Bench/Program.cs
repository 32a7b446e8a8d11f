using System.CommandLine;
using ScaleApp.Bench.Capacity;
using ScaleApp.Bench.Checking;
using ScaleApp.Bench.Digests;
using ScaleApp.Bench.Gateway;
using ScaleApp.Bench.Http;
using ScaleApp.Bench.Jobs;
using ScaleApp.Bench.Probing;
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
    ProbeCommand.Create(),
    CheckCommand.Create(),
    CapacityCommand.Create(),
};

// What Ctrl+C ends stops a topology, or waits for what is under way.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(5) });
