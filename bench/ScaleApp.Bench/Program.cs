using System.CommandLine;
using ScaleApp.Bench.Gateway;
using ScaleApp.Bench.Jobs;
using ScaleApp.Bench.Rooms;

var root = new RootCommand("Measures parts of ScaleApp beside their peers, both in one run on one machine.")
{
    GatewayCommand.Create(),
    UpstreamCommand.Create(),
    JobsCommand.Create(),
    ContenderCommand.Create(),
    RoomsCommand.Create(),
    RoomsServerCommand.Create(),
    RoomsClientsCommand.Create(),
};

return await root.Parse(args).InvokeAsync();
