/** Writes the example exports in data/examples: `tsx scripts/examples.ts`. The same seed gives the same files. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A small seeded generator of numbers from 0 up to 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Scan = readonly [status: string, substatus: string, text: string];

/** Courses that parcels take, with the codes of kd100. `@` is a place. */
const KD100: readonly (readonly [weight: number, course: readonly Scan[]])[] = [
  [
    50,
    [
      ['1', '101', 'Order created'],
      ['1', '103', '【@】已揽收'],
      ['0', '1002', '快件离开【@】，发往【@】'],
      ['0', '1001', 'Arrived at @, sorting'],
      ['5', '5', '【@】正在派件，请保持电话畅通'],
      ['3', '301', 'Signed by customer, thank you'],
    ],
  ],
  [
    14,
    [
      ['1', '103', '【@】已揽收'],
      ['0', '0', 'In transit to @'],
      ['5', '501', '已投递至“@丰巢柜”，请凭取件码取件'],
      ['3', '304', 'Collected with a code'],
    ],
  ],
  [
    9,
    [
      ['1', '1', 'Accepted at @'],
      ['8', '10', 'Pending customs clearance, @'],
      ['8', '11', 'Clearance started'],
      ['8', '12', 'Cleared, handed to delivery'],
      ['5', '5', 'With courier'],
      ['3', '303', 'Signed by "front desk"'],
    ],
  ],
  [
    8,
    [
      ['1', '103', '【@】已揽收'],
      ['5', '5', '【@】派件'],
      ['2', '204', 'Attempted, nobody home at @'],
      ['5', '5', '【@】再次派件'],
      ['3', '302', 'Delivered on the 2nd attempt'],
    ],
  ],
  [
    6,
    [
      ['1', '103', '已揽收'],
      ['5', '5', '派件'],
      ['2', '203', 'Customer refused: "wrong colour"'],
      ['6', '6', '退回 to @'],
      ['4', '4', '退件已签收'],
    ],
  ],
  [
    4,
    [
      ['1', '102', 'Awaiting collection'],
      ['4', '401', 'Order canceled'],
    ],
  ],
  [
    3,
    [
      ['0', '0', 'In transit'],
      ['7', '7', 'Handed to another carrier at @'],
      ['0', '1002', 'Line-haul, @ → @'],
      ['2', '208', 'Delayed, typhoon near @'],
    ],
  ],
  [
    3,
    [
      ['0', '0', 'Arrived at @'],
      ['2', '209', 'Outer box damaged, "corner crushed"'],
    ],
  ],
  [
    3,
    [
      ['5', '501', '已到【@驿站】'],
      ['2', '205', '超时未取'],
      ['6', '6', '退回'],
    ],
  ],
];

const PLACES = [
  '深圳',
  '上海',
  '义乌',
  'Leipzig',
  'Luton',
  'Poznań',
  'São Paulo',
  '杭州',
  'Madrid',
  'Rotterdam',
];
const CARRIERS = ['yuantong', 'shunfeng', 'dhl', 'ems', 'zhongtong'];
const quote = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** `2026-03-01 08:00:00` and so many minutes later, as kd100 writes it: without a zone. */
const time = (minutes: number) =>
  new Date(Date.UTC(2026, 2, 1, 8) + minutes * 60_000).toISOString().slice(0, 19).replace('T', ' ');

function kd100(): string {
  const random = seeded(20260301);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const total = KD100.reduce((sum, [weight]) => sum + weight, 0);
  const lines = ['tracking_number,carrier_id,time,location,context,order_status_code,substatus_code'];
  for (let shipment = 1; shipment <= 500; shipment++) {
    let left = random() * total;
    const [, course = []] =
      KD100.find(([weight]) => {
        left -= weight;
        return left < 0;
      }) ?? [];
    const carrier = pick(CARRIERS);
    let minutes = shipment * 37;
    for (const [status, substatus, text] of course) {
      minutes += 60 + Math.floor(random() * 1400);
      const place = pick(PLACES);
      const chance = random();
      // What real exports do: no code, a code nobody lists, a spreadsheet's damage.
      const [main, sub] =
        chance < 0.02
          ? ['', '']
          : chance < 0.03
            ? [status, '299']
            : chance < 0.036
              ? ['99', '']
              : chance < 0.05
                ? [`${status}.0`, `${substatus}.0`]
                : chance < 0.15
                  ? [substatus, '']
                  : [status, substatus];
      const context = text.replaceAll('@', () => pick(PLACES));
      lines.push(
        [`TS${String(shipment).padStart(8, '0')}CN`, carrier, time(minutes), place, context, main, sub]
          .map(quote)
          .join(','),
      );
    }
  }
  // Rows as a broken export leaves them: cut short, a comma too many, a quote that is not doubled.
  lines.splice(200, 0, 'TS00000032CN,dhl,2026-03-02 10:00:00');
  lines.splice(900, 0, 'TS00000145CN,ems,2026-03-05 11:00:00,Madrid,Left at Madrid, Spain,0,1002');
  lines.splice(1500, 0, 'TS00000240CN,ems,2026-03-09 12:00:00,Luton,"Signed by "A" at the door",3,301');
  return `${lines.join('\n')}\n`;
}

/** Courses with the names of 17TRACK. */
const TRACK17: readonly (readonly (readonly [status: string, substatus: string, text: string])[])[] = [
  [
    ['InfoReceived', 'InfoReceived', 'Label created'],
    ['InTransit', 'InTransit_PickedUp', 'Picked up in @'],
    ['InTransit', 'InTransit_Departure', 'Departed @'],
    ['InTransit', 'InTransit_CustomsProcessing', 'At customs, @'],
    ['InTransit', 'InTransit_CustomsReleased', 'Released'],
    ['OutForDelivery', 'OutForDelivery_Other', 'Out for delivery'],
    ['Delivered', 'Delivered_Other', 'Entregue, "assinado"'],
  ],
  [
    ['InTransit', 'InTransit_Arrival', 'Arrived, @'],
    ['DeliveryFailure', 'DeliveryFailure_NoBody', 'Nobody home'],
    ['AvailableForPickup', 'AvailableForPickup_Other', 'At the shop'],
    ['Delivered', 'Delivered_Other', 'Delivered'],
  ],
  [
    ['InTransit', 'InTransit_Other', 'In transit'],
    ['Exception', 'Exception_Returning', 'Em devolução ao remetente'],
    ['Exception', 'Exception_Returned', 'Returned'],
  ],
  [['NotFound', 'NotFound_Other', '']],
  [['InTransit', 'InTransit_TransportArrived', 'Arrived by air, @']],
];

function track17(): string {
  const random = seeded(20260302);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const lines = ['number,carrier,time_utc,description,status,sub_status'];
  for (let shipment = 1; shipment <= 120; shipment++) {
    const course = TRACK17[random() < 0.55 ? 0 : Math.floor(random() * TRACK17.length)] ?? [];
    let minutes = shipment * 53;
    for (const [status, substatus, text] of course) {
      minutes += 60 + Math.floor(random() * 2000);
      const utc = `${time(minutes).replace(' ', 'T')}Z`;
      const context = text.replaceAll('@', () => pick(PLACES));
      lines.push(
        [
          `AA${String(shipment).padStart(9, '0')}BR`,
          '2151',
          utc,
          context,
          status,
          random() < 0.05 ? '' : substatus,
        ]
          .map(quote)
          .join(','),
      );
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}

const folder = join(import.meta.dirname, '../data/examples');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'kd100-export.csv'), kd100());
writeFileSync(join(folder, '17track-export.csv'), track17());
