namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>A PostgreSQL server, run from this machine's installation or in a container.</summary>
public class PostgresServerResource : ContainerResource, IResourceWithConnectionString
{
    internal const string PrimaryEndpointName = "tcp";
    private const string DefaultUserName = "postgres";

    private readonly Dictionary<string, string> _databases = new(StringComparer.OrdinalIgnoreCase);

    public PostgresServerResource(string name, ParameterResource? userName, ParameterResource password)
        : base(name)
    {
        PrimaryEndpoint = new EndpointReference(this, PrimaryEndpointName);
        UserNameParameter = userName;
        PasswordParameter = password;
    }

    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>The user; null for <c>postgres</c>.</summary>
    public ParameterResource? UserNameParameter { get; internal set; }

    public ParameterResource PasswordParameter { get; internal set; }

    public EndpointReferenceExpression Host => PrimaryEndpoint.Property(EndpointProperty.Host);

    public EndpointReferenceExpression Port => PrimaryEndpoint.Property(EndpointProperty.Port);

    /// <summary>The databases: resource name to name on the server.</summary>
    public IReadOnlyDictionary<string, string> Databases => _databases;

    public ReferenceExpression UserNameReference => UserNameParameter is { } user
        ? ReferenceExpression.Create($"{user}")
        : ReferenceExpression.Create($"{DefaultUserName}");

    /// <summary><c>postgresql://user:password@host:port</c>.</summary>
    public ReferenceExpression UriExpression => ReferenceExpression.Create(
        $"postgresql://{UserNameReference:uri}:{PasswordParameter:uri}@{Host}:{Port}");

    /// <summary><c>Host=...;Port=...;Username=...;Password=...</c>, as Npgsql reads it.</summary>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Host={Host};Port={Port};Username={UserNameReference};Password={PasswordParameter}");

    internal void AddDatabase(string name, string databaseName) => _databases.Add(name, databaseName);

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties()
    {
        yield return new("Host", ReferenceExpression.Create($"{Host}"));
        yield return new("Port", ReferenceExpression.Create($"{Port}"));
        yield return new("Username", UserNameReference);
        yield return new("Password", ReferenceExpression.Create($"{PasswordParameter}"));
        yield return new("Uri", UriExpression);
    }
}
