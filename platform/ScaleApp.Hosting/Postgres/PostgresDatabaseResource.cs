namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>A database of a PostgreSQL server. It is created when the server is ready and does not have it.</summary>
public class PostgresDatabaseResource(string name, string databaseName, PostgresServerResource postgresParentResource)
    : Resource(name), IResourceWithParent<PostgresServerResource>, IResourceWithConnectionString
{
    public PostgresServerResource Parent { get; } = postgresParentResource;

    /// <summary>The name on the server.</summary>
    public string DatabaseName { get; } = databaseName;

    /// <summary><c>postgresql://user:password@host:port/database</c>.</summary>
    public ReferenceExpression UriExpression => ReferenceExpression.Create($"{Parent.UriExpression}/{DatabaseName:uri}");

    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{Parent};Database={DatabaseName}");

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties()
    {
        IResourceWithConnectionString server = Parent;
        foreach (var property in server.GetConnectionProperties().Where(property => property.Key != "Uri"))
        {
            yield return property;
        }

        yield return new("Uri", UriExpression);
        yield return new("DatabaseName", ReferenceExpression.Create($"{DatabaseName}"));
    }
}
