using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using ScaleApp.Hosting.Balancing;

namespace ScaleApp.Bench.Balancer;

/// <summary>Our balancer alone in a process, so that its processor time can be told from everything else's.</summary>
internal static class BalancerProcessCommand
{
    public static Command Create()
    {
        var ports = new Argument<int[]>("ports") { Description = "Ports of the upstreams.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("balancer-process", "Balances over upstreams and prints its port; used by 'balancer'.") { ports };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var factory = new LoadBalancerFactory(NullLoggerFactory.Instance, TimeProvider.System);
            await using var balancer = factory.Create(new() { ResourceName = "bench", EndpointName = "http", Scheme = "http" });
            foreach (var port in parsed.GetRequiredValue(ports))
            {
                balancer.Add(new Destination($"upstream-{port}", new IPEndPoint(IPAddress.Loopback, port)) { IsReady = true });
            }

            await balancer.StartAsync(cancellationToken);
            Console.WriteLine(balancer.Port);
            await Console.In.ReadToEndAsync(cancellationToken);
        });
        return command;
    }
}
