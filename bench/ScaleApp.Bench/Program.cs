using System.CommandLine;
using ScaleApp.Bench.Balancer;

var root = new RootCommand("Measures parts of ScaleApp beside their peers, both in one run on one machine.")
{
    BalancerCommand.Create(),
    UpstreamCommand.Create(),
    BalancerProcessCommand.Create(),
};

return await root.Parse(args).InvokeAsync();
