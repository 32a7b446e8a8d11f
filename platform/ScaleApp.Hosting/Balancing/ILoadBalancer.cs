namespace ScaleApp.Hosting.Balancing;

/// <summary>One public port of a resource, shared out over its replicas.</summary>
internal interface ILoadBalancer : IAsyncDisposable
{
    /// <summary>The bound port; known once <see cref="StartAsync"/> has returned.</summary>
    int Port { get; }

    IReadOnlyList<Destination> Destinations { get; }

    /// <summary>Binds the port; requests wait or get 503 until a destination is ready.</summary>
    /// <exception cref="IOException">The port is taken; the message names the resource, the endpoint and the port.</exception>
    /// <exception cref="InvalidOperationException">The scheme is https and there is no certificate; the message says how to get one.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Takes a destination in; it gets requests once it is ready.</summary>
    void Add(Destination destination);

    /// <summary>Takes a destination out: nothing new is sent to it; returns when what was in flight has ended or the time is over.</summary>
    Task RemoveAsync(Destination destination, TimeSpan drain, CancellationToken cancellationToken);

    /// <summary>Stops taking connections, lets what is in flight end within the time given, then cuts the rest.</summary>
    Task StopAsync(TimeSpan drain, CancellationToken cancellationToken);
}
