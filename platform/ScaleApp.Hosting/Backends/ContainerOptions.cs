namespace ScaleApp.Hosting.Backends;

/// <summary>How containers are run.</summary>
internal sealed class ContainerOptions
{
    public const string Section = "ScaleApp:Containers";

    /// <summary>The engine's program, such as <c>podman</c>; by default docker, or podman where docker does not answer.</summary>
    public string? Engine { get; set; }

    /// <summary>Arguments before the engine's verb, such as <c>--runtime runc</c>; none by default.</summary>
    public IList<string> EngineArguments { get; } = [];

    /// <summary>Arguments of the engine's <c>run</c> that this machine insists on, such as <c>--ulimit nofile=1024:1024</c>; none by default.</summary>
    public IList<string> RuntimeArguments { get; } = [];

    /// <summary>How long an engine may take to answer before it counts as absent; ten seconds.</summary>
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(10);
}
