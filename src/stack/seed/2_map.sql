-- The infrastructure map: two environments, zones within zones, 25 nodes, what talks to what.

insert into infrastructure_environments (id, organization_id, name, description, is_default, created_at, updated_at) values
  (pg_temp.id('e0e00000', 1), pg_temp.org(), 'Production', 'What customers touch', true,  now() - interval '365 days', now() - interval '30 days'),
  (pg_temp.id('e0e00000', 2), pg_temp.org(), 'Staging',    'Breaks first, ideally', false, now() - interval '340 days', now() - interval '12 days');

-- Depth and path stay at their empty values, as the web application leaves them.
insert into infrastructure_zones (id, organization_id, environment_id, name, description, zone_type, parent_zone_id, zone_path,
                                  position_x, position_y, width, height, zone_config, created_at, updated_at)
select zone.id, pg_temp.org(), pg_temp.id('e0e00000', zone.environment), zone.name, zone.description, zone.kind, zone.parent, '{}',
       zone.x, zone.y, zone.width, zone.height, zone.config::jsonb, now() - interval '365 days', now() - interval '30 days'
from (values
  ('zone-eu',       1, 'eu-vpc',      'Frankfurt',              'vpc',            null,        0,    120, 1180, 820, '{"cidr_block": "10.20.0.0/16"}'),
  ('zone-eu-edge',  1, 'edge',        'Public subnet',          'subnet',         'zone-eu',   20,   40,  1120, 180, '{"cidr_block": "10.20.0.0/24"}'),
  ('zone-eu-app',   1, 'app',         'Checkout cluster',       'cluster',        'zone-eu',   20,   250, 1120, 240, '{"node_count": 12}'),
  ('zone-eu-data',  1, 'data',        'No way in from outside', 'subnet',         'zone-eu',   20,   520, 1120, 270, '{"cidr_block": "10.20.8.0/22"}'),
  ('zone-eu-db',    1, 'db-sg',       'Port 5432 from app only','security_group', 'zone-eu-data', 10, 40,  620,  200, '{"rules": [{"port": 5432, "source": "app"}]}'),
  ('zone-apac',     1, 'apac-pop',    'Shanghai',               'datacenter',     null,        1240, 120, 320,  380, '{}'),
  ('zone-staging',  2, 'staging-vpc', null,                     'vpc',            null,        0,    0,   900,  420, '{"cidr_block": "10.99.0.0/16"}')
) as zone (id, environment, name, description, kind, parent, x, y, width, height, config);

insert into infrastructure_nodes (id, organization_id, environment_id, type, label, position_x, position_y, metadata, zone_id, zone_constraint, created_at, updated_at)
select node.id, pg_temp.org(), pg_temp.id('e0e00000', node.environment), 'infrastructure', node.label, node.x, node.y,
       jsonb_build_object('type', node.kind, 'customTitle', node.label), node.zone,
       case when node.zone is null then 'none' else 'parent' end, now() - interval '360 days', now() - interval '30 days'
from (values
  ('dns-acme',           1, 'dns',          'acme-dns',         null,           0,    0),
  ('cdn-assets',         1, 'cdn',          'assets-cdn',       null,           260,  0),
  ('monitor-prometheus', 1, 'monitoring',   'prometheus',       null,           900,  0),
  ('lb-eu',              1, 'loadbalancer', 'lb-eu',            'zone-eu-edge', 40,   50),
  ('edge-eu',            1, 'gateway',      'edge-eu',          'zone-eu-edge', 320,  50),
  ('fw-eu',              1, 'firewall',     'fw-eu',            'zone-eu-edge', 620,  50),
  ('cert-wildcard',      1, 'certificate',  'wildcard-cert',    'zone-eu-edge', 880,  50),
  ('web-shop',           1, 'container',    'web-shop',         'zone-eu-app',  40,   40),
  ('api-checkout',       1, 'api',          'checkout-api',     'zone-eu-app',  300,  40),
  ('api-payments',       1, 'api',          'payments-api',     'zone-eu-app',  580,  40),
  ('api-identity',       1, 'api',          'identity-api',     'zone-eu-app',  860,  40),
  ('api-catalog',        1, 'api',          'catalog-api',      'zone-eu-app',  160,  150),
  ('search',             1, 'container',    'search',           'zone-eu-app',  460,  150),
  ('batch',              1, 'scheduler',    'batch',            'zone-eu-app',  760,  150),
  ('db-orders',          1, 'database',     'orders-primary',   'zone-eu-db',   20,   40),
  ('db-orders-replica',  1, 'database',     'orders-replica',   'zone-eu-db',   220,  40),
  ('db-catalog',         1, 'database',     'catalog-db',       'zone-eu-db',   420,  40),
  ('cache-session',      1, 'cache',        'session-cache',    'zone-eu-data', 680,  60),
  ('queue-orders',       1, 'queue',        'orders-queue',     'zone-eu-data', 880,  60),
  ('store-media',        1, 'storage',      'media-store',      'zone-eu-data', 680,  170),
  ('edge-apac',          1, 'gateway',      'edge-apac',        'zone-apac',    40,   60),
  ('stg-edge',           2, 'gateway',      'stg-edge',         'zone-staging', 40,   60),
  ('stg-checkout',       2, 'api',          'stg-checkout-api', 'zone-staging', 300,  60),
  ('stg-db',             2, 'database',     'stg-db',           'zone-staging', 580,  60),
  ('stg-runner',         2, 'server',       'ci-runner',        null,           960,  60)
) as node (id, environment, kind, label, zone, x, y);

insert into infrastructure_edges (id, organization_id, environment_id, source, target, relationship, metadata, created_at, updated_at)
select 'edge-' || wire.source || '-default-' || wire.target || '-default', pg_temp.org(), pg_temp.id('e0e00000', wire.environment),
       wire.source, wire.target, 'connected', '{}', now() - interval '350 days', now() - interval '30 days'
from (values
  (1, 'dns-acme', 'lb-eu'), (1, 'dns-acme', 'edge-apac'), (1, 'dns-acme', 'cdn-assets'), (1, 'cdn-assets', 'store-media'),
  (1, 'lb-eu', 'edge-eu'), (1, 'cert-wildcard', 'edge-eu'), (1, 'edge-eu', 'fw-eu'), (1, 'edge-apac', 'edge-eu'),
  (1, 'fw-eu', 'web-shop'), (1, 'fw-eu', 'api-checkout'), (1, 'fw-eu', 'api-catalog'), (1, 'fw-eu', 'api-identity'),
  (1, 'web-shop', 'api-checkout'), (1, 'web-shop', 'api-catalog'), (1, 'web-shop', 'search'), (1, 'web-shop', 'cache-session'),
  (1, 'api-checkout', 'api-payments'), (1, 'api-checkout', 'db-orders'), (1, 'api-checkout', 'queue-orders'), (1, 'api-checkout', 'cache-session'),
  (1, 'api-payments', 'db-orders'), (1, 'api-payments', 'queue-orders'), (1, 'api-identity', 'cache-session'),
  (1, 'api-catalog', 'db-catalog'), (1, 'api-catalog', 'store-media'), (1, 'search', 'db-catalog'),
  (1, 'batch', 'db-orders-replica'), (1, 'batch', 'queue-orders'), (1, 'db-orders', 'db-orders-replica'),
  (2, 'stg-edge', 'stg-checkout'), (2, 'stg-checkout', 'stg-db'), (2, 'stg-runner', 'stg-edge')
) as wire (environment, source, target);
