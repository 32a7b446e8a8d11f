using System.CommandLine;
using ScaleApp.Bench.Jobs;
using ScaleApp.Bench.Rooms;

var root = new RootCommand("Measures parts of ScaleApp beside their peers, both in one run on one machine.")
{
    JobsCommand.Create(),
    ContenderCommand.Create(),
    RoomsCommand.Create(),
    RoomsServerCommand.Create(),
    RoomsClientsCommand.Create(),
};

return await root.Parse(args).InvokeAsync();
