/** What the user wrote about brokers cannot be meant: a usage error (status 2), not a missing environment. */
export class BrokerSettingsError extends Error {
  override readonly name = 'BrokerSettingsError';
}
