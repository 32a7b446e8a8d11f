namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>How many copies of a resource are started; 1 when it is not said. It is the wish at the start, not what runs now.</summary>
public sealed class ReplicaAnnotation(int replicas = 1) : IResourceAnnotation
{
    public int Replicas { get; } = replicas >= 0
        ? replicas
        : throw new ArgumentOutOfRangeException(nameof(replicas), replicas, "There cannot be fewer than no replicas.");
}

/// <summary>Pins a client to one replica with a cookie, for as long as that replica is ready; for requests below a path.</summary>
public sealed class SessionAffinityAnnotation(string path = "/") : IResourceAnnotation
{
    public string Path { get; } = path.StartsWith('/')
        ? path
        : throw new ArgumentException($"The path '{path}' has to begin with a slash.", nameof(path));
}

/// <summary>The resource is not started with the others but when somebody asks for it.</summary>
public sealed class ExplicitStartupAnnotation : IResourceAnnotation;
