export interface Article {
  title: string
  text: string
}

/** The help centre. All tenants of this demo share it. */
export const articles: readonly Article[] = [
  {
    title: 'My parcel is late',
    text: 'Parcels take two to four days. After five, file a ticket and we send a new one.',
  },
  {
    title: 'A leaf turned yellow',
    text: 'One is normal after the journey. If it is more than three, tell us and add what you have watered.',
  },
  {
    title: 'I want to change my address',
    text: 'File a ticket with the new address before the parcel leaves us.',
  },
]
